package dev.flotilla.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flotilla.client.fake.FakeReplica;
import dev.flotilla.client.fake.FakeStore;
import dev.flotilla.client.fake.Pem;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.testing.HeldPorts;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    private static final UnitName NAME = UnitName.parse("a.service");

    @TempDir
    static Path directory;

    private static Pem server;
    private static Pem caller;
    private static Pem stranger;

    private final FakeStore store = new FakeStore();

    @BeforeAll
    static void certificates() throws Exception {
        server = Pem.create(directory, "server");
        caller = Pem.create(directory, "caller");
        stranger = Pem.create(directory, "stranger");
    }

    @Test
    void aTrustedServerAnswers() throws Exception {
        store.put("a.service");
        try (FakeReplica replica = new FakeReplica(store, HeldPorts.take(), credentials(false));
                FlotillaClient client = client(replica, TlsOptions.trusting(server.certificate()))) {
            assertThat(client.units().get(NAME).unit().name()).isEqualTo(NAME);
        }
    }

    @Test
    void aCertificateMayBearAnotherNameThanTheEndpoint() throws Exception {
        store.put("a.service");
        try (FakeReplica replica = new FakeReplica(store, HeldPorts.take(), credentials(false));
                FlotillaClient client = client(
                        replica, TlsOptions.trusting(server.certificate()).withServerName("registry.test"));
                FlotillaClient wrong = client(
                        replica, TlsOptions.trusting(server.certificate()).withServerName("elsewhere.test"))) {
            assertThat(client.units().get(NAME).unit().name()).isEqualTo(NAME);
            unavailable(wrong);
        }
    }

    @Test
    void anUnknownServerIsNotSpokenTo() throws Exception {
        try (FakeReplica replica = new FakeReplica(store, HeldPorts.take(), credentials(false));
                FlotillaClient other = client(replica, TlsOptions.trusting(stranger.certificate()));
                FlotillaClient plain = FlotillaClient.builder()
                        .endpoints(List.of(replica.endpoint()))
                        .timeout(Duration.ofMillis(700))
                        .build()) {
            unavailable(other);
            unavailable(plain);
            assertThat(replica.headers).isEmpty();
        }
    }

    @Test
    void aServerThatAsksGetsTheClientsCertificate() throws Exception {
        store.put("a.service");
        TlsOptions anonymous = TlsOptions.trusting(server.certificate());
        try (FakeReplica replica = new FakeReplica(store, HeldPorts.take(), credentials(true));
                FlotillaClient known =
                        client(replica, anonymous.withClientCertificate(caller.certificate(), caller.key()));
                FlotillaClient unknown = client(replica, anonymous)) {
            assertThat(known.units().get(NAME).unit().name()).isEqualTo(NAME);
            unavailable(unknown);
        }
    }

    @Test
    void optionsThatDoNotGoTogetherAreRefused() {
        assertThatThrownBy(() -> new TlsOptions(
                        java.util.Optional.empty(),
                        java.util.Optional.of(caller.certificate()),
                        java.util.Optional.empty(),
                        java.util.Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FlotillaClient.builder()
                        .endpoints("127.0.0.1:1")
                        .tls(TlsOptions.trusting(directory.resolve("nothing.pem")))
                        .build())
                .isInstanceOf(FlotillaException.class)
                .hasMessageContaining("nothing.pem");
    }

    private static ServerCredentials credentials(boolean askCallers) throws Exception {
        TlsServerCredentials.Builder builder = TlsServerCredentials.newBuilder()
                .keyManager(server.certificate().toFile(), server.key().toFile());
        if (askCallers) {
            builder.trustManager(caller.certificate().toFile()).clientAuth(TlsServerCredentials.ClientAuth.REQUIRE);
        }
        return builder.build();
    }

    private static FlotillaClient client(FakeReplica replica, TlsOptions tls) {
        return FlotillaClient.builder()
                .endpoints(List.of(replica.endpoint()))
                .tls(tls)
                .timeout(Duration.ofMillis(2500))
                .build();
    }

    private static void unavailable(FlotillaClient client) {
        assertThatThrownBy(() -> client.units().get(NAME))
                .extracting(e -> ((FlotillaException) e).error())
                .isInstanceOf(FlotillaError.Unavailable.class);
    }
}
