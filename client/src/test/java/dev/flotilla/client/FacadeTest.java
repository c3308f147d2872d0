package dev.flotilla.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.flotilla.client.agent.Agent;
import dev.flotilla.client.agent.AgentStatus;
import dev.flotilla.client.agent.LogEntry;
import dev.flotilla.client.agent.LogReader;
import dev.flotilla.client.agent.LogRequest;
import dev.flotilla.client.election.Campaign;
import dev.flotilla.client.machine.MetadataPatch;
import dev.flotilla.client.placement.CommitOutcome;
import dev.flotilla.client.placement.PlacementChange;
import dev.flotilla.client.placement.PlacementChange.Decision;
import dev.flotilla.client.placement.PlacementChange.Guard;
import dev.flotilla.client.placement.UnitExplanation;
import dev.flotilla.client.state.StateQuery;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.placement.Explanation;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.proto.v1.AgentServiceGrpc;
import dev.flotilla.proto.v1.Brake;
import dev.flotilla.proto.v1.CampaignRequest;
import dev.flotilla.proto.v1.CampaignResponse;
import dev.flotilla.proto.v1.CommitRequest;
import dev.flotilla.proto.v1.CommitResponse;
import dev.flotilla.proto.v1.ElectionServiceGrpc;
import dev.flotilla.proto.v1.ExplainRequest;
import dev.flotilla.proto.v1.ExplainResponse;
import dev.flotilla.proto.v1.ExplanationServiceGrpc;
import dev.flotilla.proto.v1.GetBrakeRequest;
import dev.flotilla.proto.v1.GetBrakeResponse;
import dev.flotilla.proto.v1.Leader;
import dev.flotilla.proto.v1.ListMachinesRequest;
import dev.flotilla.proto.v1.ListMachinesResponse;
import dev.flotilla.proto.v1.ListStatesRequest;
import dev.flotilla.proto.v1.ListStatesResponse;
import dev.flotilla.proto.v1.LogLine;
import dev.flotilla.proto.v1.LogsRequest;
import dev.flotilla.proto.v1.LogsResponse;
import dev.flotilla.proto.v1.Machine;
import dev.flotilla.proto.v1.MachineServiceGrpc;
import dev.flotilla.proto.v1.MachineStatus;
import dev.flotilla.proto.v1.MachineVerdict;
import dev.flotilla.proto.v1.PatchMetadataRequest;
import dev.flotilla.proto.v1.PatchMetadataResponse;
import dev.flotilla.proto.v1.PlacementServiceGrpc;
import dev.flotilla.proto.v1.RefusedChange;
import dev.flotilla.proto.v1.ReleaseBrakeRequest;
import dev.flotilla.proto.v1.ReleaseBrakeResponse;
import dev.flotilla.proto.v1.ResignRequest;
import dev.flotilla.proto.v1.ResignResponse;
import dev.flotilla.proto.v1.StateServiceGrpc;
import dev.flotilla.proto.v1.StatusRequest;
import dev.flotilla.proto.v1.StatusResponse;
import dev.flotilla.testing.HeldPorts;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What each part of the client says on the wire, and what it makes of the answer. */
class FacadeTest {
    private static final UnitName A = UnitName.parse("a.service");
    private static final UnitName B = UnitName.parse("b.service");
    private static final MachineId MACHINE = new MachineId("m1");

    private final Queue<Object> asked = new ConcurrentLinkedQueue<>();
    private Server server;
    private FlotillaClient client;

    @BeforeEach
    void start() throws IOException {
        server = serve(HeldPorts.take());
        client = FlotillaClient.builder()
                .endpoints(List.of(endpoint()))
                .user("alice@desk")
                .build();
    }

    private Server serve(int port) throws IOException {
        return NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
                .addService(new Placements())
                .addService(new Explanations())
                .addService(new Elections())
                .addService(new Machines())
                .addService(new States())
                .addService(new Agents())
                .build()
                .start();
    }

    @AfterEach
    void stop() {
        client.close();
        server.shutdownNow();
    }

    @Test
    void aPlanIsSentWithEverythingItLeansOn() {
        CommitOutcome outcome = client.placements()
                .commit(
                        7,
                        List.of(
                                new PlacementChange(
                                        A,
                                        11,
                                        0,
                                        0,
                                        new Decision.Place(MACHINE, 12, Explanation.of("chosen")),
                                        List.of(Guard.revision(B, 13), Guard.onMachine(B, MACHINE)),
                                        "new unit"),
                                new PlacementChange(
                                        B, 14, 15, 17, new Decision.Unplace(Explanation.of("gone")), List.of(), "lost"),
                                new PlacementChange(
                                        B, 16, 0, 0, new Decision.Wait(Explanation.of("full")), List.of(), "")));

        CommitRequest request = (CommitRequest) asked.remove();
        assertThat(request.getTerm()).isEqualTo(7);
        assertThat(request.getChanges(0)).satisfies(change -> {
            assertThat(change.getUnit()).isEqualTo("a.service");
            assertThat(change.getUnitRevision()).isEqualTo(11);
            assertThat(change.getPlace().getMachineId()).isEqualTo("m1");
            assertThat(change.getPlace().getMachineRevision()).isEqualTo(12);
            assertThat(change.getGuards(0).getPlacementRevision()).isEqualTo(13);
            assertThat(change.getGuards(1).getMachineId()).isEqualTo("m1");
            assertThat(change.getCause()).isEqualTo("new unit");
        });
        assertThat(request.getChanges(1).getUnplace().getSummary()).isEqualTo("gone");
        assertThat(request.getChanges(1).getPlacementRevision()).isEqualTo(15);
        assertThat(request.getChanges(2).getPending().getSummary()).isEqualTo("full");
        assertThat(outcome.revision()).isEqualTo(42);
        assertThat(outcome.refused()).containsExactly(new CommitOutcome.Refused(B, "the unit has changed"));
        assertThat(client.seenRevision()).isEqualTo(42);
    }

    @Test
    void anExplanationIsReadInFull() {
        UnitExplanation explanation = client.explain(A);

        assertThat(explanation.summary()).isEqualTo("global");
        assertThat(explanation.placement()).isEmpty();
        assertThat(explanation.verdicts())
                .containsExactly(new UnitExplanation.Verdict(MACHINE, false, "lacks disk=ssd"));
    }

    @Test
    void aCampaignTellsTheTerm() {
        Campaign campaign = client.election().campaign("scheduler-1", 0, Duration.ofSeconds(3));
        client.election().resign("scheduler-1", campaign.leaseId());

        CampaignRequest request = (CampaignRequest) asked.remove();
        assertThat(request.getCandidate()).isEqualTo("scheduler-1");
        assertThat(request.getTtl().getSeconds()).isEqualTo(3);
        assertThat(campaign)
                .isEqualTo(new Campaign(
                        true,
                        Optional.of(new dev.flotilla.client.Leader("scheduler-1", 99)),
                        5,
                        Duration.ofSeconds(3)));
        assertThat(((ResignRequest) asked.remove()).getLeaseId()).isEqualTo(5);
    }

    @Test
    void machinesAndTheirMetadata() {
        assertThat(client.machines().list(true).machines())
                .singleElement()
                .satisfies(machine -> assertThat(machine.id()).isEqualTo(MACHINE));
        assertThat(((ListMachinesRequest) asked.remove()).getIncludeLost()).isTrue();

        client.machines()
                .patchMetadata(List.of(
                        new MetadataPatch(MACHINE, "disk", Optional.of("hdd")),
                        new MetadataPatch(MACHINE, "region", Optional.empty())));

        PatchMetadataRequest patch = (PatchMetadataRequest) asked.remove();
        assertThat(patch.getChangedBy()).isEqualTo("alice@desk");
        assertThat(patch.getPatches(0).getValue()).isEqualTo("hdd");
        assertThat(patch.getPatches(1).hasValue()).isFalse();
    }

    @Test
    void theBrakeIsSeenAndReleased() {
        assertThat(client.machines().brake().engaged()).isTrue();

        assertThat(client.machines().releaseBrake("alice@desk")).isEqualTo(50);
        assertThat(((ReleaseBrakeRequest) asked.remove()).getBy()).isEqualTo("alice@desk");
    }

    @Test
    void statesAreAskedForByThePage() {
        client.states()
                .list(StateQuery.all()
                        .ofMachine(MACHINE)
                        .ofUnit(A)
                        .page(10, Optional.of(new StateQuery.Position(B, MACHINE))));

        ListStatesRequest request = (ListStatesRequest) asked.remove();
        assertThat(request.getMachineId()).isEqualTo("m1");
        assertThat(request.getUnit()).isEqualTo("a.service");
        assertThat(request.getLimit()).isEqualTo(10);
        assertThat(request.getAfterUnit()).isEqualTo("b.service");
        assertThat(request.getAfterMachineId()).isEqualTo("m1");
    }

    @Test
    void anAgentThatWasAwayAnswersTheFirstQuestionWhenItIsBack() throws IOException, InterruptedException {
        Agent agent = client.agent(endpoint());
        agent.status(A, 1);
        int port = server.getPort();
        server.shutdownNow().awaitTermination();
        assertThatThrownBy(() -> agent.status(A, 1))
                .isInstanceOfSatisfying(FlotillaException.class, gone -> assertThat(gone.error())
                        .isInstanceOf(FlotillaError.Unavailable.class));
        server = serve(port);
        assertThat(client.agent(endpoint()).status(A, 1).text()).isEqualTo("dead\n");
    }

    @Test
    void anAgentTellsStatusAndLog() {
        Agent agent = client.agent(endpoint());
        AgentStatus status = agent.status(A, 20);
        assertThat(status).isEqualTo(new AgentStatus(Optional.empty(), "dead\n", 3));
        assertThat(((StatusRequest) asked.remove()).getLines()).isEqualTo(20);

        List<LogEntry> lines = new CopyOnWriteArrayList<>();
        List<Optional<FlotillaError>> ends = new CopyOnWriteArrayList<>();
        agent.logs(LogRequest.last(A, 5).following(), new LogReader() {
            @Override
            public void onLines(List<LogEntry> more) {
                lines.addAll(more);
            }

            @Override
            public void onEnd(Optional<FlotillaError> error) {
                ends.add(error);
            }
        });

        await().until(() -> ends.size() == 1);
        assertThat(ends.getFirst()).isEmpty();
        assertThat(lines)
                .extracting(LogEntry::text)
                .containsExactlyElementsOf(java.util.stream.IntStream.range(0, 100)
                        .mapToObj(i -> "line " + i)
                        .toList());
        assertThat(lines.getFirst().time()).isEqualTo(Instant.ofEpochSecond(5));
        assertThat(((LogsRequest) asked.remove()).getFollow()).isTrue();
    }

    private Endpoint endpoint() {
        return new Endpoint("127.0.0.1", server.getPort());
    }

    private <R> void answer(Object request, StreamObserver<R> response, R answer) {
        asked.add(request);
        response.onNext(answer);
        response.onCompleted();
    }

    private final class Placements extends PlacementServiceGrpc.PlacementServiceImplBase {
        @Override
        public void commit(CommitRequest request, StreamObserver<CommitResponse> response) {
            answer(
                    request,
                    response,
                    CommitResponse.newBuilder()
                            .setRevision(42)
                            .addRefused(RefusedChange.newBuilder()
                                    .setUnit("b.service")
                                    .setReason("the unit has changed"))
                            .build());
        }
    }

    private final class Explanations extends ExplanationServiceGrpc.ExplanationServiceImplBase {
        @Override
        public void explain(ExplainRequest request, StreamObserver<ExplainResponse> response) {
            answer(
                    request,
                    response,
                    ExplainResponse.newBuilder()
                            .setSummary("global")
                            .addVerdicts(MachineVerdict.newBuilder()
                                    .setMachineId("m1")
                                    .setReason("lacks disk=ssd"))
                            .build());
        }
    }

    private final class Elections extends ElectionServiceGrpc.ElectionServiceImplBase {
        @Override
        public void campaign(CampaignRequest request, StreamObserver<CampaignResponse> response) {
            answer(
                    request,
                    response,
                    CampaignResponse.newBuilder()
                            .setLeading(true)
                            .setLeader(Leader.newBuilder()
                                    .setCandidate(request.getCandidate())
                                    .setTerm(99))
                            .setLeaseId(5)
                            .setTtl(request.getTtl())
                            .build());
        }

        @Override
        public void resign(ResignRequest request, StreamObserver<ResignResponse> response) {
            answer(request, response, ResignResponse.getDefaultInstance());
        }
    }

    private final class Machines extends MachineServiceGrpc.MachineServiceImplBase {
        @Override
        public void listMachines(ListMachinesRequest request, StreamObserver<ListMachinesResponse> response) {
            answer(
                    request,
                    response,
                    ListMachinesResponse.newBuilder()
                            .addMachines(Machine.newBuilder().setId("m1").setStatus(MachineStatus.MACHINE_STATUS_LOST))
                            .setRevision(3)
                            .build());
        }

        @Override
        public void patchMetadata(PatchMetadataRequest request, StreamObserver<PatchMetadataResponse> response) {
            answer(
                    request,
                    response,
                    PatchMetadataResponse.newBuilder().setRevision(4).build());
        }

        @Override
        public void getBrake(GetBrakeRequest request, StreamObserver<GetBrakeResponse> response) {
            response.onNext(GetBrakeResponse.newBuilder()
                    .setBrake(Brake.newBuilder().setEngaged(true).setLost(6).setTotal(10))
                    .build());
            response.onCompleted();
        }

        @Override
        public void releaseBrake(ReleaseBrakeRequest request, StreamObserver<ReleaseBrakeResponse> response) {
            answer(
                    request,
                    response,
                    ReleaseBrakeResponse.newBuilder().setRevision(50).build());
        }
    }

    private final class States extends StateServiceGrpc.StateServiceImplBase {
        @Override
        public void listStates(ListStatesRequest request, StreamObserver<ListStatesResponse> response) {
            answer(request, response, ListStatesResponse.getDefaultInstance());
        }
    }

    private final class Agents extends AgentServiceGrpc.AgentServiceImplBase {
        @Override
        public void status(StatusRequest request, StreamObserver<StatusResponse> response) {
            answer(
                    request,
                    response,
                    StatusResponse.newBuilder()
                            .setText("dead\n")
                            .setExitStatus(3)
                            .build());
        }

        @Override
        public void logs(LogsRequest request, StreamObserver<LogsResponse> response) {
            asked.add(request);
            for (int i = 0; i < 100; i++) {
                response.onNext(LogsResponse.newBuilder()
                        .addLines(LogLine.newBuilder()
                                .setTime(com.google.protobuf.Timestamp.newBuilder()
                                        .setSeconds(5))
                                .setText("line " + i))
                        .build());
            }
            response.onCompleted();
        }
    }
}
