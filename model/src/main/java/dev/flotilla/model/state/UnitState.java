package dev.flotilla.model.state;

import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitHash;
import dev.flotilla.model.unit.UnitName;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What a machine's runtime observed of a unit.
 *
 * @param hash of the unit file that the runtime has
 * @param observed what the agent last achieved: {@link DesiredState#LOADED} or {@link DesiredState#LAUNCHED}
 * @param load systemd's LOAD, untouched
 * @param active systemd's ACTIVE, untouched
 * @param sub systemd's SUB, untouched
 * @param since when active or sub last changed, on the machine's clock
 * @param detail the runtime's own words, for example an exit status or a load error; may be empty
 */
public record UnitState(
        UnitName unit,
        MachineId machine,
        UnitHash hash,
        DesiredState observed,
        String load,
        String active,
        String sub,
        Instant since,
        String detail) {
    public UnitState {
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(machine, "machine");
        Objects.requireNonNull(hash, "hash");
        Objects.requireNonNull(load, "load");
        Objects.requireNonNull(active, "active");
        Objects.requireNonNull(sub, "sub");
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(detail, "detail");
        if (Objects.requireNonNull(observed, "observed") == DesiredState.INACTIVE) {
            throw new IllegalArgumentException("a unit that is on no machine has no state");
        }
    }

    /** fleet's current state of a unit: what its target achieved, inactive when nothing is reported from there. */
    public static DesiredState currentState(Optional<UnitState> onTarget) {
        return onTarget.map(UnitState::observed).orElse(DesiredState.INACTIVE);
    }
}
