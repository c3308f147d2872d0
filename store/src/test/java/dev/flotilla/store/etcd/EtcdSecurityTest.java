package dev.flotilla.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.store.ReadRequest;
import dev.flotilla.store.Store;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Value;
import dev.flotilla.store.Watch;
import dev.flotilla.store.Write;
import dev.flotilla.store.contract.StoreFixture;
import dev.flotilla.store.testing.EtcdCluster;
import dev.flotilla.store.testing.RecordingListener;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TLS with client certificates, and etcd's users. */
@Timeout(60)
class EtcdSecurityTest implements StoreFixture {
    @TempDir
    Path folder;

    private Optional<EtcdCluster> cluster = Optional.empty();
    private Optional<EtcdStore> store = Optional.empty();

    @AfterEach
    void stop() {
        store.ifPresent(EtcdStore::close);
        cluster.ifPresent(EtcdCluster::close);
    }

    @Override
    public Store store() {
        return store.orElseThrow();
    }

    @Override
    public String root() {
        return "/secure/";
    }

    private void connect(EtcdSettings settings) {
        store.ifPresent(EtcdStore::close);
        store = Optional.of(EtcdStore.connect(settings.timeout(Duration.ofSeconds(2))));
    }

    private URI[] endpoints() {
        return cluster.orElseThrow().endpoints();
    }

    private void assertEverythingWorks() {
        Awaitility.await().until(() -> StoreFixture.get(store().health()).writable());
        RecordingListener listener = new RecordingListener();
        try (Watch _ = watch(0, listener)) {
            listener.awaitRevision(put("a", "1"));
            assertThat(value("a")).contains("1");
            StoreFixture.get(store().renew(StoreFixture.get(store().grant(Duration.ofMinutes(1)))
                    .id()));
        }
    }

    // TLS

    private Path certificate(String name, String authority) throws IOException {
        Files.writeString(folder.resolve("san"), "subjectAltName=IP:127.0.0.1,DNS:etcd.example\n");
        run(
                "openssl",
                "req",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-subj",
                "/CN=" + name,
                "-keyout",
                name + ".key",
                "-out",
                name + ".csr");
        run(
                "openssl",
                "x509",
                "-req",
                "-in",
                name + ".csr",
                "-CA",
                authority + ".crt",
                "-CAkey",
                authority + ".key",
                "-CAcreateserial",
                "-days",
                "2",
                "-extfile",
                "san",
                "-out",
                name + ".crt");
        return folder.resolve(name + ".crt");
    }

    private Path authority(String name) throws IOException {
        run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-subj",
                "/CN=" + name,
                "-days",
                "2",
                "-keyout",
                name + ".key",
                "-out",
                name + ".crt");
        return folder.resolve(name + ".crt");
    }

    private void run(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.onExit().join().exitValue()).as(output).isZero();
    }

    private EtcdSettings secure(Path authorities, Optional<EtcdSettings.KeyPair> client, Optional<String> name) {
        return new EtcdSettings(
                List.of(endpoints()),
                Optional.of(new EtcdSettings.Tls(authorities, client, name)),
                Optional.empty(),
                EtcdSettings.DEFAULT_TIMEOUT);
    }

    @Test
    void clientCertificatesOpenTheDoorAndNothingElseDoes() throws IOException {
        Path authority = authority("ca");
        Path stranger = authority("stranger");
        Path server = certificate("server", "ca");
        Path client = certificate("client", "ca");
        Optional<EtcdSettings.KeyPair> pair =
                Optional.of(new EtcdSettings.KeyPair(client, folder.resolve("client.key")));
        cluster = Optional.of(EtcdCluster.startTls(
                "--cert-file",
                server.toString(),
                "--key-file",
                folder.resolve("server.key").toString(),
                "--trusted-ca-file",
                authority.toString(),
                "--client-cert-auth"));

        connect(secure(authority, pair, Optional.empty()));
        assertEverythingWorks();
        connect(secure(authority, pair, Optional.of("etcd.example")));
        assertEverythingWorks();

        Transaction transaction = Transaction.of(new Write.Put(key("b"), Value.EMPTY));
        connect(secure(stranger, pair, Optional.empty()));
        assertThat(StoreFixture.errorOf(store().commit(transaction))).isInstanceOf(FlotillaError.Unavailable.class);
        connect(secure(authority, pair, Optional.of("other.example")));
        assertThat(StoreFixture.errorOf(store().commit(transaction))).isInstanceOf(FlotillaError.Unavailable.class);
        connect(secure(authority, Optional.empty(), Optional.empty()));
        assertThat(StoreFixture.errorOf(store().read(ReadRequest.key(key("a")))))
                .isInstanceOf(FlotillaError.Unavailable.class);
    }

    @Test
    void aMissingCertificateIsNamed() {
        EtcdSettings settings = new EtcdSettings(
                List.of(URI.create("https://127.0.0.1:2379")),
                Optional.of(new EtcdSettings.Tls(folder.resolve("missing.crt"), Optional.empty(), Optional.empty())),
                Optional.empty(),
                EtcdSettings.DEFAULT_TIMEOUT);
        assertThatThrownBy(() -> EtcdStore.connect(settings))
                .isInstanceOfSatisfying(
                        FlotillaException.class, e -> assertThat(e.error()).isInstanceOf(FlotillaError.Invalid.class))
                .hasMessageContaining("missing.crt");
    }

    // Users

    @Test
    void usersAndPasswordsAreChecked() throws IOException {
        cluster = Optional.of(EtcdCluster.start(1));
        etcdctl("user", "add", "root:secret");
        etcdctl("user", "grant-role", "root", "root");
        etcdctl("auth", "enable");

        connect(as("root", "secret"));
        assertEverythingWorks();

        Transaction transaction = Transaction.of(new Write.Put(key("b"), Value.EMPTY));
        connect(as("root", "guess"));
        assertThat(StoreFixture.errorOf(store().commit(transaction)).message()).contains("authentication failed");
        connect(EtcdSettings.of(endpoints()));
        assertThat(StoreFixture.errorOf(store().commit(transaction)).message()).contains("user name is empty");
        connect(as("root", "secret"));
        assertThat(names()).containsExactly("a");
    }

    @Test
    void aUserNeedsNoMoreThanItsKeys() throws IOException {
        cluster = Optional.of(EtcdCluster.start(1));
        etcdctl("user", "add", "root:secret");
        etcdctl("user", "grant-role", "root", "root");
        etcdctl("role", "add", "ours");
        etcdctl("role", "grant-permission", "--prefix=true", "ours", "readwrite", root());
        etcdctl("user", "add", "flotilla:secret");
        etcdctl("user", "grant-role", "flotilla", "ours");
        etcdctl("auth", "enable");

        connect(as("flotilla", "secret"));
        assertEverythingWorks();

        etcdctl("--user", "root:secret", "role", "grant-permission", "--prefix=true", "ours", "read", root());
        FlotillaError refused =
                StoreFixture.errorOf(store().commit(Transaction.of(new Write.Put(key("b"), Value.EMPTY))));
        assertThat(refused).as("not the fault of whoever asked us").isInstanceOf(FlotillaError.Unavailable.class);
        assertThat(refused.message()).contains("permission denied");
        assertThat(value("a")).contains("1");

        connect(as("flotilla", "guess"));
        assertThat(StoreFixture.get(store().health()).writable()).isFalse();
        connect(EtcdSettings.of(endpoints()));
        assertThat(StoreFixture.get(store().health()).detail()).contains("user name is empty");
    }

    private EtcdSettings as(String user, String password) {
        return new EtcdSettings(
                List.of(endpoints()),
                Optional.empty(),
                Optional.of(new EtcdSettings.Credentials(user, password)),
                EtcdSettings.DEFAULT_TIMEOUT);
    }

    private void etcdctl(String... arguments) throws IOException {
        String[] command = new String[arguments.length + 3];
        command[0] = "env";
        command[1] = "ETCDCTL_API=3";
        command[2] = "etcdctl";
        System.arraycopy(arguments, 0, command, 3, arguments.length);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("ETCDCTL_ENDPOINTS", endpoints()[0].toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.onExit().join().exitValue()).as(output).isZero();
    }
}
