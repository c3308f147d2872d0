package dev.flotilla.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.proto.v1.Candidate;
import dev.flotilla.proto.v1.DesiredState;
import dev.flotilla.proto.v1.Explanation;
import dev.flotilla.proto.v1.Machine;
import dev.flotilla.proto.v1.MachineStatus;
import dev.flotilla.proto.v1.ObservedState;
import dev.flotilla.proto.v1.Placement;
import dev.flotilla.proto.v1.Rejection;
import dev.flotilla.proto.v1.Unit;
import dev.flotilla.proto.v1.UnitOption;
import dev.flotilla.proto.v1.UnitState;
import org.junit.jupiter.api.Test;

/** A message that breaks the contract is refused with the name of the field that does. */
class MalformedMessagesTest {
    private static final String HASH = "a".repeat(40);
    private static final Unit UNIT = Unit.newBuilder()
            .setName("a.service")
            .setHash(HASH)
            .setDesiredState(DesiredState.DESIRED_STATE_LOADED)
            .build();
    private static final Machine MACHINE = Machine.newBuilder()
            .setId("m1")
            .setStatus(MachineStatus.MACHINE_STATUS_ONLINE)
            .build();
    private static final UnitState STATE = UnitState.newBuilder()
            .setUnit("a.service")
            .setMachineId("m1")
            .setHash(HASH)
            .setObservedState(ObservedState.OBSERVED_STATE_LOADED)
            .build();
    private static final Placement PLACEMENT =
            Placement.newBuilder().setUnit("a.service").setMachineId("m1").build();

    @Test
    void wellFormedOnesPass() {
        assertThat(UnitWire.fromProto(UNIT).name()).isEqualTo(UnitName.parse("a.service"));
        assertThat(MachineWire.fromProto(MACHINE).isOnline()).isTrue();
        assertThat(StateWire.fromProto(STATE).unit()).isEqualTo(UnitName.parse("a.service"));
        assertThat(PlacementWire.fromProto(PLACEMENT).machine().value()).isEqualTo("m1");
    }

    @Test
    void units() {
        refused(
                "name",
                () -> UnitWire.fromProto(UNIT.toBuilder().setName("nonsense").build()));
        refused("name", () -> UnitWire.fromProto(UNIT.toBuilder().clearName().build()));
        refused("hash", () -> UnitWire.fromProto(UNIT.toBuilder().setHash("12").build()));
        refused(
                "desired_state",
                () -> UnitWire.fromProto(UNIT.toBuilder().clearDesiredState().build()));
        refused(
                "desired_state",
                () -> UnitWire.fromProto(
                        UNIT.toBuilder().setDesiredStateValue(77).build()));
        refused(
                "created",
                () -> UnitWire.fromProto(UNIT.toBuilder().setCreated(noTime()).build()));
        refused(
                "changed",
                () -> UnitWire.fromProto(UNIT.toBuilder().setChanged(noTime()).build()));
        for (String id : new String[] {"two words", "über", "x".repeat(129)}) {
            refused(
                    "request_id",
                    () -> UnitWire.fromProto(UNIT.toBuilder().setRequestId(id).build()));
        }
    }

    @Test
    void anOptionIsNamedByItsPlace() {
        Unit broken = UNIT.toBuilder()
                .addOptions(option("Service", "ExecStart", "/bin/true"))
                .addOptions(option("Service", "Exec Start", "\n"))
                .build();

        assertThatThrownBy(() -> UnitWire.fromProto(broken))
                .hasMessageMatching("(?s).+")
                .satisfies(e -> {
                    assertThat(((dev.flotilla.model.error.FlotillaError.Invalid)
                                            ((dev.flotilla.model.error.FlotillaException) e).error())
                                    .field()
                                    .orElseThrow())
                            .startsWith("options[1]");
                });
    }

    @Test
    void machines() {
        refused(
                "id",
                () -> MachineWire.fromProto(MACHINE.toBuilder().setId("a/b").build()));
        refused(
                "status",
                () -> MachineWire.fromProto(MACHINE.toBuilder().clearStatus().build()));
        refused(
                "status",
                () -> MachineWire.fromProto(
                        MACHINE.toBuilder().setStatusValue(9).build()));
        refused(
                "since",
                () -> MachineWire.fromProto(
                        MACHINE.toBuilder().setSince(noTime()).build()));
        Machine negative = MACHINE.toBuilder()
                .setCapacity(dev.flotilla.proto.v1.Capacity.newBuilder().setCpus(-1))
                .build();
        refused("capacity", () -> MachineWire.fromProto(negative));
    }

    @Test
    void states() {
        refused("unit", () -> StateWire.fromProto(STATE.toBuilder().setUnit("x").build()));
        refused(
                "machine_id",
                () -> StateWire.fromProto(STATE.toBuilder().clearMachineId().build()));
        refused("hash", () -> StateWire.fromProto(STATE.toBuilder().clearHash().build()));
        refused(
                "observed_state",
                () -> StateWire.fromProto(STATE.toBuilder().clearObservedState().build()));
        refused(
                "observed_state",
                () -> StateWire.fromProto(
                        STATE.toBuilder().setObservedStateValue(9).build()));
    }

    @Test
    void placements() {
        refused(
                "unit",
                () -> PlacementWire.fromProto(PLACEMENT.toBuilder().clearUnit().build()));
        refused(
                "machine_id",
                () -> PlacementWire.fromProto(
                        PLACEMENT.toBuilder().clearMachineId().build()));
        Explanation rejection = Explanation.newBuilder()
                .addRejections(Rejection.newBuilder().addExamples(""))
                .build();
        refused(
                "explanation.rejections[0].examples",
                () -> PlacementWire.fromProto(
                        PLACEMENT.toBuilder().setExplanation(rejection).build()));
        Explanation candidate = Explanation.newBuilder()
                .addCandidates(Candidate.newBuilder().setMachineId("ok"))
                .addCandidates(Candidate.newBuilder().setMachineId("not ok"))
                .build();
        refused(
                "explanation.candidates[1].machine_id",
                () -> PlacementWire.fromProto(
                        PLACEMENT.toBuilder().setExplanation(candidate).build()));
    }

    private static UnitOption option(String section, String name, String value) {
        return UnitOption.newBuilder()
                .setSection(section)
                .setName(name)
                .setValue(value)
                .build();
    }

    private static Timestamp noTime() {
        return Timestamp.newBuilder().setNanos(-5).build();
    }

    private static void refused(String field, Runnable conversion) {
        assertThatThrownBy(conversion::run).satisfies(e -> Refusals.assertNames(e, field));
    }
}
