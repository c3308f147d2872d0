package dev.flotilla.client.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flotilla.client.FlotillaClient;
import dev.flotilla.client.fake.FakeReplica;
import dev.flotilla.client.fake.FakeStore;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.machine.Capacity;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.state.UnitState;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitHash;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.model.unit.UnitOption;
import dev.flotilla.proto.v1.HeartbeatAck;
import dev.flotilla.proto.v1.Welcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionStreamTest {
    private static final UnitName NAME = UnitName.parse("a.service");
    private static final UnitFile FILE = UnitFile.of(List.of(new UnitOption("Service", "ExecStart", "/bin/true")));
    private static final MachineId MACHINE = new MachineId("m1");

    private final FakeStore store = new FakeStore();
    private final FakeReplica one = new FakeReplica(store);
    private final FakeReplica two = new FakeReplica(store);

    @AfterEach
    void stop() {
        one.close();
        two.close();
    }

    @Test
    void messagesGoBothWays() {
        Heard heard = new Heard();
        try (FlotillaClient client = FlotillaClient.builder()
                        .endpoints(List.of(one.endpoint()))
                        .build();
                SessionStream stream = client.openSession(heard)) {
            stream.send(new AgentMessage.Hello(
                    MACHINE,
                    "b1",
                    "10.0.0.1",
                    Map.of("disk", "ssd"),
                    new Capacity(2, 1024),
                    "10.0.0.1:1",
                    "0.1",
                    Map.of(NAME, FILE.hash())));
            stream.send(new AgentMessage.Heartbeat(1));
            UnitState state = new UnitState(
                    NAME,
                    MACHINE,
                    FILE.hash(),
                    DesiredState.LAUNCHED,
                    "loaded",
                    "active",
                    "running",
                    Instant.EPOCH,
                    "");
            stream.send(new AgentMessage.StateReport(true, List.of(state), List.of(UnitName.parse("b.service")), 1));
            stream.send(new AgentMessage.Goodbye("shutdown"));
            await().until(() -> one.agentSaid.size() == 4);
            one.sessions
                    .getFirst()
                    .onNext(dev.flotilla.proto.v1.RegistryMessage.newBuilder()
                            .setWelcome(Welcome.newBuilder()
                                    .setSessionId("s1")
                                    .setReplicaId("r1")
                                    .setHeartbeatInterval(com.google.protobuf.Duration.newBuilder()
                                            .setSeconds(2))
                                    .setTtl(com.google.protobuf.Duration.newBuilder()
                                            .setSeconds(6)))
                            .build());
            one.sessions
                    .getFirst()
                    .onNext(dev.flotilla.proto.v1.RegistryMessage.newBuilder()
                            .setHeartbeatAck(HeartbeatAck.newBuilder().setSequence(1))
                            .build());
            await().until(() -> heard.messages.size() == 2);
        }

        var hello = one.agentSaid.element().getHello();
        assertThat(hello.getMachineId()).isEqualTo("m1");
        assertThat(hello.getMetadataMap()).containsEntry("disk", "ssd");
        assertThat(hello.getHeld(0).getHash()).isEqualTo(FILE.hash().hex());
        assertThat(one.agentSaid.stream()
                        .map(message -> message.getMessageCase().name()))
                .containsExactly("HELLO", "HEARTBEAT", "STATES", "GOODBYE");
        assertThat(heard.messages)
                .containsExactly(
                        new RegistryMessage.Welcome("s1", Duration.ofSeconds(2), Duration.ofSeconds(6), "r1"),
                        new RegistryMessage.HeartbeatAck(1));
    }

    @Test
    void theNextSessionAfterALossGoesToAnotherReplica() {
        Heard heard = new Heard();
        try (FlotillaClient client = FlotillaClient.builder()
                .endpoints(List.of(one.endpoint(), two.endpoint()))
                .build()) {
            SessionStream first = client.openSession(heard);
            await().until(() -> one.sessions.size() + two.sessions.size() == 1);
            (first.replica().equals(one.endpoint()) ? one : two).close();
            await().until(() -> heard.closed.size() == 1);
            assertThat(heard.closed.getFirst()).isInstanceOf(FlotillaError.Unavailable.class);

            SessionStream second = client.openSession(new Heard());

            assertThat(second.replica()).isNotEqualTo(first.replica());
            first.send(new AgentMessage.Heartbeat(1)); // too late; does no harm
            second.close();
        }
    }

    /** After a goodbye it matters whether the replica ended the stream or something broke. */
    @Test
    void aReplicaThatEndsTheSessionIsToldFromALoss() {
        Heard heard = new Heard();
        try (FlotillaClient client = FlotillaClient.builder()
                        .endpoints(List.of(one.endpoint()))
                        .build();
                SessionStream _ = client.openSession(heard)) {
            await().until(() -> one.sessions.size() == 1);
            one.sessions.getFirst().onCompleted();

            await().until(() -> heard.ended.size() == 1);
            assertThat(heard.closed).isEmpty();
        }
    }

    @Test
    void anIllegibleMessageEndsTheSession() {
        Heard heard = new Heard();
        try (FlotillaClient client = FlotillaClient.builder()
                        .endpoints(List.of(one.endpoint()))
                        .build();
                SessionStream _ = client.openSession(heard)) {
            await().until(() -> one.sessions.size() == 1);
            one.sessions
                    .getFirst()
                    .onNext(dev.flotilla.proto.v1.RegistryMessage.newBuilder()
                            .setAssignments(dev.flotilla.proto.v1.Assignments.newBuilder()
                                    .addUnits(dev.flotilla.proto.v1.AssignedUnit.newBuilder()
                                            .setName("no unit name")))
                            .build());

            await().until(() -> heard.closed.size() == 1);
            assertThat(heard.messages).isEmpty();
        }
    }

    @Test
    void assignmentsSurviveTheirBytes() {
        RegistryMessage.Assignments assignments = new RegistryMessage.Assignments(
                7,
                true,
                List.of(
                        new RegistryMessage.AssignedUnit(NAME, FILE.hash(), DesiredState.LAUNCHED, Optional.of(FILE)),
                        new RegistryMessage.AssignedUnit(
                                UnitName.parse("b.timer"),
                                new UnitHash("b".repeat(40)),
                                DesiredState.LOADED,
                                Optional.empty())),
                List.of(UnitName.parse("c.service")));

        assertThat(AssignmentsCodec.decode(AssignmentsCodec.encode(assignments)))
                .isEqualTo(assignments);
    }

    private static final class Heard implements SessionListener {
        final List<RegistryMessage> messages = new CopyOnWriteArrayList<>();
        final List<FlotillaError> closed = new CopyOnWriteArrayList<>();
        final List<FlotillaError> ended = new CopyOnWriteArrayList<>();

        @Override
        public void onMessage(RegistryMessage message) {
            messages.add(message);
        }

        @Override
        public void onClosed(FlotillaError reason) {
            closed.add(reason);
        }

        @Override
        public void onEnded(FlotillaError reason) {
            ended.add(reason);
        }
    }
}
