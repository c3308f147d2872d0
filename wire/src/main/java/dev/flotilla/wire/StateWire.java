package dev.flotilla.wire;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.state.UnitState;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.proto.v1.ObservedState;

/** Unit states as machines report them. */
public final class StateWire {
    /** systemd's words for states. */
    private static final Shared<String> WORDS = new Shared<>(256);

    private StateWire() {}

    public static dev.flotilla.proto.v1.UnitState toProto(UnitState state) {
        return dev.flotilla.proto.v1.UnitState.newBuilder()
                .setUnit(state.unit().value())
                .setMachineId(state.machine().value())
                .setHash(state.hash().hex())
                .setObservedState(observed(state.observed()))
                .setLoad(state.load())
                .setActive(state.active())
                .setSub(state.sub())
                .setSince(TimeWire.toProto(state.since()))
                .setDetail(state.detail())
                .build();
    }

    /** {@link FlotillaError.Invalid} names the field that is malformed. */
    public static UnitState fromProto(dev.flotilla.proto.v1.UnitState message) {
        return fromProto(message, MachineWire.id(message.getMachineId(), "machine_id"));
    }

    /** As {@link #fromProto(dev.flotilla.proto.v1.UnitState)}, on the machine that is known to have sent it. */
    public static UnitState fromProto(dev.flotilla.proto.v1.UnitState message, MachineId machine) {
        return new UnitState(
                UnitWire.name(message.getUnit(), "unit"),
                machine,
                UnitWire.hash(message.getHash(), "hash"),
                observed(message.getObservedState()),
                WORDS.of(message.getLoad()),
                WORDS.of(message.getActive()),
                WORDS.of(message.getSub()),
                TimeWire.fromProto(message.getSince(), "since"),
                message.getDetail());
    }

    private static ObservedState observed(DesiredState state) {
        return switch (state) {
            case LOADED -> ObservedState.OBSERVED_STATE_LOADED;
            case LAUNCHED -> ObservedState.OBSERVED_STATE_LAUNCHED;
            case INACTIVE -> throw new IllegalArgumentException("a state is reported only of what a machine has");
        };
    }

    private static DesiredState observed(ObservedState state) {
        return switch (state) {
            case OBSERVED_STATE_LOADED -> DesiredState.LOADED;
            case OBSERVED_STATE_LAUNCHED -> DesiredState.LAUNCHED;
            case OBSERVED_STATE_UNSPECIFIED -> throw Malformed.field("observed_state", "is missing");
            case UNRECOGNIZED -> throw Malformed.field("observed_state", "is a state that this version does not know");
        };
    }
}
