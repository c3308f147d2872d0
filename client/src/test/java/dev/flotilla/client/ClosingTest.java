package dev.flotilla.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flotilla.client.agent.LogEntry;
import dev.flotilla.client.agent.LogReader;
import dev.flotilla.client.agent.LogRequest;
import dev.flotilla.client.fake.FakeReplica;
import dev.flotilla.client.fake.FakeStore;
import dev.flotilla.client.session.RegistryMessage;
import dev.flotilla.client.session.SessionListener;
import dev.flotilla.client.unit.UnitView;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.proto.v1.AgentServiceGrpc;
import dev.flotilla.proto.v1.LogsRequest;
import dev.flotilla.proto.v1.LogsResponse;
import dev.flotilla.testing.HeldPorts;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever still waits when the client is closed is told. */
class ClosingTest {
    private static final UnitName NAME = UnitName.parse("a.service");
    private static final Duration SOON = Duration.ofSeconds(1);

    private final FakeReplica replica = new FakeReplica(new FakeStore());

    @AfterEach
    void stop() {
        replica.close();
    }

    @Test
    void aCallThatWaitsForItsNextTryFails() {
        FlotillaClient client = client(new Endpoint("127.0.0.1", HeldPorts.take()));
        CompletableFuture<UnitView> call = client.units().getAsync(NAME);
        client.close();
        failsAsClosed(call);
        failsAsClosed(client.units().getAsync(NAME));
    }

    @Test
    void aCallThatIsNotAnsweredFails() {
        replica.hangs = true;
        FlotillaClient client = client(replica.endpoint());
        CompletableFuture<UnitView> call = client.units().getAsync(NAME);
        await().until(() -> !replica.gets.isEmpty());
        client.close();
        failsAsClosed(call);
    }

    @Test
    void aSessionThatIsOpenIsClosed() {
        CompletableFuture<FlotillaError> closed = new CompletableFuture<>();
        FlotillaClient client = client(replica.endpoint());
        client.openSession(new SessionListener() {
            @Override
            public void onMessage(RegistryMessage message) {}

            @Override
            public void onClosed(FlotillaError reason) {
                closed.complete(reason);
            }
        });
        await().until(() -> !replica.sessions.isEmpty());
        client.close();
        assertThat(closed).succeedsWithin(SOON).isInstanceOf(FlotillaError.Unavailable.class);
    }

    @Test
    void aLogThatIsReadEnds() throws IOException, InterruptedException {
        CompletableFuture<Optional<FlotillaError>> end = new CompletableFuture<>();
        CompletableFuture<LogsRequest> asked = new CompletableFuture<>();
        Server agent = quietAgent(asked);
        try {
            FlotillaClient client = client(replica.endpoint());
            client.agent(new Endpoint("127.0.0.1", agent.getPort()))
                    .logs(LogRequest.last(NAME, 5).following(), new LogReader() {
                        @Override
                        public void onLines(List<LogEntry> more) {}

                        @Override
                        public void onEnd(Optional<FlotillaError> error) {
                            end.complete(error);
                        }
                    });
            asked.join();
            client.close();
            assertThat(end).succeedsWithin(SOON).matches(Optional::isPresent);
        } finally {
            agent.shutdownNow().awaitTermination();
        }
    }

    /** One whose logs never end. */
    private static Server quietAgent(CompletableFuture<LogsRequest> asked) throws IOException {
        return NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", HeldPorts.take()))
                .addService(new AgentServiceGrpc.AgentServiceImplBase() {
                    @Override
                    public void logs(LogsRequest request, StreamObserver<LogsResponse> response) {
                        asked.complete(request);
                    }
                })
                .build()
                .start();
    }

    private static FlotillaClient client(Endpoint endpoint) {
        return FlotillaClient.builder()
                .endpoints(List.of(endpoint))
                .timeout(Duration.ofMinutes(1))
                .build();
    }

    private static void failsAsClosed(CompletableFuture<UnitView> call) {
        assertThat(call)
                .failsWithin(SOON)
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .isInstanceOfSatisfying(FlotillaException.class, failure -> assertThat(failure.error())
                        .isEqualTo(new FlotillaError.Unavailable("the client was closed")));
    }
}
