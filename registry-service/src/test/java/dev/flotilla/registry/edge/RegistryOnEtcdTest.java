package dev.flotilla.registry.edge;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flotilla.proto.v1.AgentMessage;
import dev.flotilla.proto.v1.DesiredState;
import dev.flotilla.proto.v1.GetUnitRequest;
import dev.flotilla.proto.v1.Heartbeat;
import dev.flotilla.proto.v1.Hello;
import dev.flotilla.proto.v1.ListMachinesRequest;
import dev.flotilla.proto.v1.MachineServiceGrpc;
import dev.flotilla.proto.v1.MachineStatus;
import dev.flotilla.proto.v1.PutUnitRequest;
import dev.flotilla.proto.v1.RegistryMessage;
import dev.flotilla.proto.v1.SessionServiceGrpc;
import dev.flotilla.proto.v1.UnitOption;
import dev.flotilla.proto.v1.UnitServiceGrpc;
import dev.flotilla.store.testing.EtcdCluster;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole service with a real etcd behind it, which goes away and comes back. */
@QuarkusTest
@TestProfile(EtcdProfile.class)
class RegistryOnEtcdTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    EtcdCluster etcd;

    private ManagedChannel channel;
    private ScheduledExecutorService timer;

    @BeforeEach
    void connect() {
        channel = Channels.to(EmbeddedProfile.grpcPort());
        timer = Executors.newSingleThreadScheduledExecutor();
    }

    @AfterEach
    void disconnect() {
        timer.shutdownNow();
        channel.shutdownNow();
    }

    private long put(String name, DesiredState desired) {
        return UnitServiceGrpc.newBlockingStub(channel)
                .putUnit(PutUnitRequest.newBuilder()
                        .setName(name)
                        .setDesiredState(desired)
                        .addOptions(UnitOption.newBuilder()
                                .setSection("Service")
                                .setName("ExecStart")
                                .setValue("/bin/sleep 1d"))
                        .build())
                .getRevision();
    }

    private int readiness() {
        return given().port(EmbeddedProfile.httpPort()).get("/q/health/ready").statusCode();
    }

    @Test
    void anOutageOfEtcdLosesNothingAndNobody() throws Exception {
        long revision = put("a.service", DesiredState.DESIRED_STATE_LAUNCHED);
        Streams<AgentMessage, RegistryMessage> agent = new Streams<>();
        agent.talk(SessionServiceGrpc.newStub(channel)::open);
        agent.send(AgentMessage.newBuilder()
                .setHello(Hello.newBuilder().setMachineId("m1").setBootId("b"))
                .build());
        agent.await(RegistryMessage::hasWelcome);
        AtomicLong sequence = new AtomicLong();
        timer.scheduleAtFixedRate(
                () -> agent.send(AgentMessage.newBuilder()
                        .setHeartbeat(Heartbeat.newBuilder().setSequence(sequence.incrementAndGet()))
                        .build()),
                0,
                1,
                TimeUnit.SECONDS);

        etcd.member(0).kill();
        assertThatThrownBy(() -> put("b.service", DesiredState.DESIRED_STATE_LAUNCHED))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
        assertThat(UnitServiceGrpc.newBlockingStub(channel)
                        .getUnit(
                                GetUnitRequest.newBuilder().setName("a.service").build())
                        .getUnit()
                        .getUnit()
                        .getRevision())
                .isEqualTo(revision);
        Awaitility.await().atMost(PATIENCE).until(() -> readiness() == 503);

        etcd.member(0).start();
        Awaitility.await().atMost(PATIENCE).until(() -> readiness() == 200);
        assertThat(put("b.service", DesiredState.DESIRED_STATE_LAUNCHED)).isGreaterThan(revision);
        assertThat(MachineServiceGrpc.newBlockingStub(channel)
                        .listMachines(ListMachinesRequest.newBuilder()
                                .setIncludeLost(true)
                                .build())
                        .getMachinesList())
                .singleElement()
                .satisfies(machine -> assertThat(machine.getStatus()).isEqualTo(MachineStatus.MACHINE_STATUS_ONLINE));
        // A replica whose lease is lost sends its agents away; they may come again.
        assertThat(agent.has(
                        message -> message.hasRefused() && message.getRefused().getFatal()))
                .isFalse();
    }
}
