package dev.flotilla.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.placement.Brake;
import dev.flotilla.model.placement.Pending;
import dev.flotilla.model.placement.Placement;
import dev.flotilla.model.state.UnitState;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.Unit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;

/** What goes over the wire comes out as it went in. */
@Domain(Samples.class)
@Domain(net.jqwik.api.domains.DomainContext.Global.class)
class RoundTripTest {
    @Property(tries = 300)
    void units(@ForAll Unit unit) throws InvalidProtocolBufferException {
        byte[] wire = UnitWire.toProto(unit).toByteArray();

        assertThat(UnitWire.fromProto(dev.flotilla.proto.v1.Unit.parseFrom(wire)))
                .isEqualTo(unit);
    }

    @Property(tries = 300)
    void machines(@ForAll Machine machine) throws InvalidProtocolBufferException {
        byte[] wire = MachineWire.toProto(machine).toByteArray();

        assertThat(MachineWire.fromProto(dev.flotilla.proto.v1.Machine.parseFrom(wire)))
                .isEqualTo(machine);
    }

    @Property(tries = 300)
    void states(@ForAll UnitState state) throws InvalidProtocolBufferException {
        byte[] wire = StateWire.toProto(state).toByteArray();

        assertThat(StateWire.fromProto(dev.flotilla.proto.v1.UnitState.parseFrom(wire)))
                .isEqualTo(state);
    }

    @Property(tries = 300)
    void placements(@ForAll Placement placement) throws InvalidProtocolBufferException {
        byte[] wire = PlacementWire.toProto(placement).toByteArray();

        assertThat(PlacementWire.fromProto(dev.flotilla.proto.v1.Placement.parseFrom(wire)))
                .isEqualTo(placement);
    }

    @Property(tries = 300)
    void pending(@ForAll Pending pending) throws InvalidProtocolBufferException {
        byte[] wire = PlacementWire.toProto(pending).toByteArray();

        assertThat(PlacementWire.fromProto(dev.flotilla.proto.v1.Pending.parseFrom(wire)))
                .isEqualTo(pending);
    }

    @Property(tries = 300)
    void brakes(@ForAll Brake brake) throws InvalidProtocolBufferException {
        byte[] wire = BrakeWire.toProto(brake).toByteArray();

        assertThat(BrakeWire.fromProto(dev.flotilla.proto.v1.Brake.parseFrom(wire)))
                .isEqualTo(brake);
    }

    @Property
    void desiredStates(@ForAll DesiredState state) {
        assertThat(UnitWire.desired(UnitWire.toProto(state), "desired_state")).isEqualTo(state);
    }
}
