package dev.flotilla.registry.edge;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.flotilla.proto.v1.AgentMessage;
import dev.flotilla.proto.v1.CampaignRequest;
import dev.flotilla.proto.v1.CampaignResponse;
import dev.flotilla.proto.v1.Candidate;
import dev.flotilla.proto.v1.CommitRequest;
import dev.flotilla.proto.v1.DesiredState;
import dev.flotilla.proto.v1.DestroyUnitRequest;
import dev.flotilla.proto.v1.ElectionServiceGrpc;
import dev.flotilla.proto.v1.ExplainRequest;
import dev.flotilla.proto.v1.Explanation;
import dev.flotilla.proto.v1.ExplanationServiceGrpc;
import dev.flotilla.proto.v1.GetBrakeRequest;
import dev.flotilla.proto.v1.GetLeaderRequest;
import dev.flotilla.proto.v1.GetUnitRequest;
import dev.flotilla.proto.v1.Goodbye;
import dev.flotilla.proto.v1.Heartbeat;
import dev.flotilla.proto.v1.Hello;
import dev.flotilla.proto.v1.Kind;
import dev.flotilla.proto.v1.ListMachinesRequest;
import dev.flotilla.proto.v1.ListStatesRequest;
import dev.flotilla.proto.v1.ListUnitsRequest;
import dev.flotilla.proto.v1.Machine;
import dev.flotilla.proto.v1.MachineServiceGrpc;
import dev.flotilla.proto.v1.MetadataPatch;
import dev.flotilla.proto.v1.ObservedState;
import dev.flotilla.proto.v1.PatchMetadataRequest;
import dev.flotilla.proto.v1.Place;
import dev.flotilla.proto.v1.PlacementChange;
import dev.flotilla.proto.v1.PlacementServiceGrpc;
import dev.flotilla.proto.v1.PutUnitRequest;
import dev.flotilla.proto.v1.PutUnitResponse;
import dev.flotilla.proto.v1.RegistryMessage;
import dev.flotilla.proto.v1.ReleaseBrakeRequest;
import dev.flotilla.proto.v1.ResignRequest;
import dev.flotilla.proto.v1.SessionServiceGrpc;
import dev.flotilla.proto.v1.SnapshotEnd;
import dev.flotilla.proto.v1.StateReport;
import dev.flotilla.proto.v1.StateServiceGrpc;
import dev.flotilla.proto.v1.UnitOption;
import dev.flotilla.proto.v1.UnitServiceGrpc;
import dev.flotilla.proto.v1.UnitState;
import dev.flotilla.proto.v1.WatchRequest;
import dev.flotilla.proto.v1.WatchResponse;
import dev.flotilla.proto.v1.WatchServiceGrpc;
import dev.flotilla.wire.ErrorWire;
import grpc.health.v1.HealthGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole service with the embedded store, over real gRPC and HTTP. */
@QuarkusTest
@TestProfile(EmbeddedProfile.class)
class RegistryServiceTest {
    private static final AtomicInteger NAMES = new AtomicInteger();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private ManagedChannel channel;

    @BeforeEach
    void connect() {
        channel = Channels.to(EmbeddedProfile.grpcPort());
    }

    @AfterEach
    void disconnect() {
        channel.shutdownNow();
    }

    private static String unique(String prefix) {
        return prefix + NAMES.incrementAndGet();
    }

    private static PutUnitRequest.Builder put(String name, String... fleetOptions) {
        var request = PutUnitRequest.newBuilder()
                .setName(name)
                .setDesiredState(DesiredState.DESIRED_STATE_LAUNCHED)
                .setChangedBy("me@here")
                .addOptions(option("Service", "ExecStart", "/bin/sleep 1d"));
        for (String line : fleetOptions) {
            String[] parts = line.split("=", 2);
            request.addOptions(option("X-Fleet", parts[0], parts[1]));
        }
        return request;
    }

    private static UnitOption option(String section, String name, String value) {
        return UnitOption.newBuilder()
                .setSection(section)
                .setName(name)
                .setValue(value)
                .build();
    }

    private UnitServiceGrpc.UnitServiceBlockingStub units() {
        return UnitServiceGrpc.newBlockingStub(channel);
    }

    private MachineServiceGrpc.MachineServiceBlockingStub machines() {
        return MachineServiceGrpc.newBlockingStub(channel);
    }

    private Machine machine(String id) {
        return machines()
                .listMachines(
                        ListMachinesRequest.newBuilder().setIncludeLost(true).build())
                .getMachinesList()
                .stream()
                .filter(found -> found.getId().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private Streams<AgentMessage, RegistryMessage> agent(String machine) {
        // Waits until the registry has read its store: whoever says hello before that is sent away.
        machines().listMachines(ListMachinesRequest.getDefaultInstance());
        Streams<AgentMessage, RegistryMessage> agent = new Streams<>();
        agent.talk(SessionServiceGrpc.newStub(channel)::open);
        agent.send(AgentMessage.newBuilder()
                .setHello(Hello.newBuilder()
                        .setMachineId(machine)
                        .setBootId("boot")
                        .setPrimaryIp("10.0.0.1")
                        .putMetadata("disk", "ssd"))
                .build());
        agent.await(RegistryMessage::hasWelcome);
        agent.await(RegistryMessage::hasAssignments);
        return agent;
    }

    @Test
    void aUnitsLife() {
        String name = unique("life") + ".service";
        PutUnitResponse created = units().putUnit(put(name).build());
        assertThat(created.getOutcome()).isEqualTo(PutUnitResponse.Outcome.OUTCOME_CREATED);
        var got = units().getUnit(GetUnitRequest.newBuilder()
                .setName(name)
                .setMinRevision(created.getRevision())
                .build());
        assertThat(got.getUnit().getUnit().getHash()).hasSize(40);
        assertThat(got.getUnit().getUnit().getChangedBy()).isEqualTo("me@here");
        assertThat(units().listUnits(ListUnitsRequest.getDefaultInstance()).getUnitsList())
                .anyMatch(view -> view.getUnit().getName().equals(name));
        assertThat(units().putUnit(put(name).build()).getOutcome())
                .isEqualTo(PutUnitResponse.Outcome.OUTCOME_UNCHANGED);
        units().destroyUnit(DestroyUnitRequest.newBuilder().setName(name).build());
        assertThatThrownBy(() -> units().getUnit(
                                GetUnitRequest.newBuilder().setName(name).build()))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND));
    }

    @Test
    void errorsNameTheFieldAtFault() {
        assertThatThrownBy(() -> units().putUnit(put("no type").build()))
                .satisfies(e -> assertThat(ErrorWire.fromThrowable(e).message()).contains("must contain"));
        assertThatThrownBy(() -> units().putUnit(
                                put(unique("x") + ".service", "Globall=true").build()))
                .isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
                    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
                    assertThat(e.getMessage()).contains("Globall");
                });
        assertThatThrownBy(() -> units().listUnits(
                                ListUnitsRequest.newBuilder().setLimit(-1).build()))
                .hasMessageContaining("limit");
    }

    @Test
    void fromPutToRunning() {
        String name = unique("run") + ".service";
        String id = unique("machine");
        Streams<AgentMessage, RegistryMessage> agent = agent(id);
        CampaignResponse leader = ElectionServiceGrpc.newBlockingStub(channel)
                .campaign(CampaignRequest.newBuilder()
                        .setCandidate("test")
                        .setTtl(com.google.protobuf.Duration.newBuilder().setSeconds(30))
                        .build());
        assertThat(leader.getLeading()).isTrue();
        assertThat(ElectionServiceGrpc.newBlockingStub(channel)
                        .getLeader(GetLeaderRequest.getDefaultInstance())
                        .getLeader()
                        .getTerm())
                .isEqualTo(leader.getLeader().getTerm());
        long unit = units().putUnit(put(name).build()).getRevision();
        var commit = PlacementServiceGrpc.newBlockingStub(channel)
                .commit(CommitRequest.newBuilder()
                        .setTerm(leader.getLeader().getTerm())
                        .addChanges(PlacementChange.newBuilder()
                                .setUnit(name)
                                .setUnitRevision(unit)
                                .setPlace(Place.newBuilder()
                                        .setMachineId(id)
                                        .setMachineRevision(machine(id).getRevision())
                                        .setExplanation(Explanation.newBuilder()
                                                .setSummary("fewest units")
                                                .addCandidates(Candidate.newBuilder()
                                                        .setMachineId(id)
                                                        .setTotal(1))))
                                .setCause("new unit"))
                        .build());
        assertThat(commit.getRefusedList()).isEmpty();
        assertThat(explanation(name, false).getCandidatesCount()).isEqualTo(1);
        assertThat(explanation(name, true))
                .isEqualTo(Explanation.newBuilder().setSummary("fewest units").build());
        var assigned = agent.await(message -> message.hasAssignments()
                && message.getAssignments().getUnitsList().stream()
                        .anyMatch(found -> found.getName().equals(name)));
        assertThat(assigned.getAssignments().getComplete()).isFalse();
        assertThat(assigned.getAssignments().getUnits(0).getOptionsList()).isNotEmpty();
        assertThat(assigned.getAssignments().getUnits(0).getChanged().getSeconds())
                .isPositive();

        agent.send(AgentMessage.newBuilder()
                .setStates(StateReport.newBuilder()
                        .setComplete(true)
                        .setSequence(1)
                        .addChanged(UnitState.newBuilder()
                                .setUnit(name)
                                .setHash(assigned.getAssignments().getUnits(0).getHash())
                                .setObservedState(ObservedState.OBSERVED_STATE_LAUNCHED)
                                .setLoad("loaded")
                                .setActive("active")
                                .setSub("running")
                                .setSince(com.google.protobuf.Timestamp.getDefaultInstance()))
                        .addChanged(UnitState.newBuilder().setUnit("nonsense")))
                .build());
        agent.await(RegistryMessage::hasStateAck);
        assertThat(StateServiceGrpc.newBlockingStub(channel)
                        .listStates(
                                ListStatesRequest.newBuilder().setMachineId(id).build())
                        .getStatesList())
                .singleElement()
                .satisfies(state -> assertThat(state.getActive()).isEqualTo("active"));
        assertThat(ExplanationServiceGrpc.newBlockingStub(channel)
                        .explain(ExplainRequest.newBuilder().setUnit(name).build())
                        .getSummary())
                .contains("fewest units");
        agent.send(AgentMessage.newBuilder()
                .setHeartbeat(Heartbeat.newBuilder().setSequence(7))
                .build());
        assertThat(agent.await(RegistryMessage::hasHeartbeatAck)
                        .getHeartbeatAck()
                        .getSequence())
                .isEqualTo(7);
        agent.send(AgentMessage.newBuilder()
                .setGoodbye(Goodbye.newBuilder().setReason("test is over"))
                .build());
        agent.awaitEnd();
        // The stream ends when it is stored, and the registry shows it a moment later.
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> machine(id).getStatus() == dev.flotilla.proto.v1.MachineStatus.MACHINE_STATUS_LOST);
        ElectionServiceGrpc.newBlockingStub(channel)
                .resign(ResignRequest.newBuilder()
                        .setCandidate("test")
                        .setLeaseId(leader.getLeaseId())
                        .build());
        Awaitility.await().atMost(PATIENCE).until(() -> !ElectionServiceGrpc.newBlockingStub(channel)
                .getLeader(GetLeaderRequest.getDefaultInstance())
                .hasLeader());
        assertThatThrownBy(() -> PlacementServiceGrpc.newBlockingStub(channel)
                        .commit(CommitRequest.newBuilder()
                                .setTerm(leader.getLeader().getTerm())
                                .addChanges(PlacementChange.newBuilder()
                                        .setUnit(name)
                                        .setUnitRevision(unit)
                                        .setPending(Explanation.getDefaultInstance()))
                                .build()))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED));
    }

    /** Of a unit's placement, as a watch shows it. */
    private Explanation explanation(String unit, boolean summariesOnly) {
        Streams<WatchRequest, WatchResponse> watch = new Streams<>();
        WatchServiceGrpc.newStub(channel)
                .watch(
                        WatchRequest.newBuilder()
                                .addKinds(Kind.KIND_PLACEMENT)
                                .setSummariesOnly(summariesOnly)
                                .build(),
                        watch);
        return watch.await(WatchResponse::hasSnapshot).getSnapshot().getItemsList().stream()
                .map(item -> item.getPlacement())
                .filter(placement -> placement.getUnit().equals(unit))
                .findFirst()
                .orElseThrow()
                .getExplanation();
    }

    @Test
    void aWatchShowsASnapshotThenChangesCutToTheWantedSections() {
        String name = unique("watched") + ".service";
        units().putUnit(put(name, "MachineMetadata=disk=ssd").build());
        Streams<WatchRequest, WatchResponse> watch = new Streams<>();
        WatchServiceGrpc.newStub(channel)
                .watch(
                        WatchRequest.newBuilder()
                                .addKinds(Kind.KIND_UNIT)
                                .addUnitSections("X-Fleet")
                                .build(),
                        watch);
        var snapshot = watch.await(WatchResponse::hasSnapshot).getSnapshot().getItemsList().stream()
                .filter(item -> item.getUnit().getName().equals(name))
                .findFirst()
                .orElseThrow();
        assertThat(snapshot.getUnit().getOptionsList())
                .extracting(UnitOption::getSection)
                .containsOnly("X-Fleet");
        watch.await(WatchResponse::hasSnapshotEnd);
        units().destroyUnit(DestroyUnitRequest.newBuilder()
                .setName(name)
                .setChangedBy("jo")
                .build());
        var change = watch.await(response -> response.hasChanges()
                        && response.getChanges().getChanges(0).hasRemoved())
                .getChanges()
                .getChanges(0);
        assertThat(change.getRemoved().getName()).isEqualTo(name);
        assertThat(change.getCause()).isEqualTo("destroyed by jo");
    }

    @Test
    void aRevisionOfAnotherHistoryIsNotGoneOnFrom() {
        Streams<WatchRequest, WatchResponse> first = new Streams<>();
        WatchServiceGrpc.newStub(channel).watch(WatchRequest.getDefaultInstance(), first);
        SnapshotEnd end = first.await(WatchResponse::hasSnapshotEnd).getSnapshotEnd();
        assertThat(end.getHistory()).isNotEmpty();
        WatchRequest.Builder after = WatchRequest.newBuilder().setAfterRevision(end.getRevision());

        Streams<WatchRequest, WatchResponse> same = new Streams<>();
        WatchServiceGrpc.newStub(channel)
                .watch(after.setHistory(end.getHistory()).build(), same);
        Streams<WatchRequest, WatchResponse> other = new Streams<>();
        WatchServiceGrpc.newStub(channel).watch(after.setHistory("of a copy").build(), other);

        units().putUnit(put(unique("later") + ".service").build());
        same.await(WatchResponse::hasChanges);
        other.await(WatchResponse::hasCompacted);
    }

    @Test
    void metadataArePatchedAllOrNothing() {
        String id = unique("patched");
        agent(id);
        assertThatThrownBy(() -> machines()
                        .patchMetadata(PatchMetadataRequest.newBuilder()
                                .addPatches(MetadataPatch.newBuilder()
                                        .setMachineId(id)
                                        .setKey("good")
                                        .setValue("x"))
                                .addPatches(MetadataPatch.newBuilder()
                                        .setMachineId(id)
                                        .setKey("not good")
                                        .setValue("x"))
                                .build()))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT));
        assertThat(machine(id).getDynamicMetadataMap()).isEmpty();
        machines()
                .patchMetadata(PatchMetadataRequest.newBuilder()
                        .addPatches(MetadataPatch.newBuilder()
                                .setMachineId(id)
                                .setKey("good")
                                .setValue("x"))
                        .build());
        assertThat(machine(id).getDynamicMetadataMap()).containsEntry("good", "x");
    }

    @Test
    void helloMustMakeSense() {
        Streams<AgentMessage, RegistryMessage> agent = new Streams<>();
        agent.talk(SessionServiceGrpc.newStub(channel)::open);
        agent.send(AgentMessage.newBuilder()
                .setHello(Hello.newBuilder().setMachineId("not/an id").setBootId("b"))
                .build());
        var refused = agent.await(RegistryMessage::hasRefused).getRefused();
        assertThat(refused.getFatal()).isTrue();
        assertThat(refused.getReason()).contains("machine_id: ");
        agent.awaitEnd();
    }

    @Test
    void theBrakeCanBeLookedAtAndReleased() {
        assertThat(machines()
                        .getBrake(GetBrakeRequest.getDefaultInstance())
                        .getBrake()
                        .getEngaged())
                .isFalse();
        machines().releaseBrake(ReleaseBrakeRequest.newBuilder().setBy("me").build());
    }

    /** Many readers of large lists and a slow watcher do not hold up a writer. */
    @Test
    void hundredsOfWritersAreAllServed() {
        List<String> names = java.util.stream.IntStream.range(0, 300)
                .mapToObj(i -> unique("many") + ".service")
                .toList();
        var stub = UnitServiceGrpc.newFutureStub(channel);
        var futures =
                names.stream().map(name -> stub.putUnit(put(name).build())).toList();
        Awaitility.await().atMost(PATIENCE).until(() -> futures.stream().allMatch(future -> future.isDone()));
        assertThat(units().listUnits(ListUnitsRequest.getDefaultInstance()).getUnitsList())
                .extracting(view -> view.getUnit().getName())
                .containsAll(names)
                .isSorted();
    }

    @Test
    void healthAndMetricsAreServed() {
        // The registry reads its store while the service is up already.
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> given().port(EmbeddedProfile.httpPort())
                .get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("status", equalTo("UP")));
        given().port(EmbeddedProfile.httpPort()).get("/q/health/live").then().statusCode(200);
        units().putUnit(put(unique("metric") + ".service").build());
        given().port(EmbeddedProfile.httpPort())
                .get("/q/metrics")
                .then()
                .statusCode(200)
                .body(containsString("flotilla_registry_revision"))
                .body(containsString(
                        "flotilla_registry_store_commit_seconds_count{kind=\"unit\",outcome=\"committed\"}"));
        assertThat(HealthGrpc.newBlockingStub(channel)
                        .check(HealthCheckRequest.getDefaultInstance())
                        .getStatus())
                .isEqualTo(ServingStatus.SERVING);
    }

    @Test
    void reflectionTellsWhichServicesThereAre() {
        Streams<ServerReflectionRequest, ServerReflectionResponse> reflection = new Streams<>();
        reflection.talk(ServerReflectionGrpc.newStub(channel)::serverReflectionInfo);
        reflection.send(ServerReflectionRequest.newBuilder().setListServices("").build());
        assertThat(reflection
                        .await(ServerReflectionResponse::hasListServicesResponse)
                        .getListServicesResponse()
                        .getServiceList())
                .extracting(ServiceResponse::getName)
                .contains(
                        UnitServiceGrpc.SERVICE_NAME,
                        StateServiceGrpc.SERVICE_NAME,
                        MachineServiceGrpc.SERVICE_NAME,
                        SessionServiceGrpc.SERVICE_NAME,
                        WatchServiceGrpc.SERVICE_NAME,
                        PlacementServiceGrpc.SERVICE_NAME,
                        ExplanationServiceGrpc.SERVICE_NAME,
                        ElectionServiceGrpc.SERVICE_NAME);

        // Enough for a client that has never seen our contracts: where a service is described.
        reflection.send(ServerReflectionRequest.newBuilder()
                .setFileContainingSymbol(UnitServiceGrpc.SERVICE_NAME)
                .build());
        assertThat(reflection
                        .await(ServerReflectionResponse::hasFileDescriptorResponse)
                        .getFileDescriptorResponse()
                        .getFileDescriptorProtoList())
                .anyMatch(file -> file.toStringUtf8().contains("UnitService"));
    }
}
