package dev.flotilla.gateway.api;

import dev.flotilla.model.state.UnitState;
import java.time.Instant;
import java.util.List;

/**
 * A unit's state on a machine in {@code /v1}.
 *
 * @param observedState what the agent last achieved: loaded or launched
 */
public record StateJson(
        String unit,
        String machineID,
        String hash,
        String observedState,
        String load,
        String active,
        String sub,
        Instant since,
        String detail) {

    /** States at one revision. */
    public record StateList(long revision, List<StateJson> states) {}

    public static StateJson of(UnitState state) {
        return new StateJson(
                state.unit().value(),
                state.machine().value(),
                state.hash().hex(),
                state.observed().word(),
                state.load(),
                state.active(),
                state.sub(),
                state.since(),
                state.detail());
    }
}
