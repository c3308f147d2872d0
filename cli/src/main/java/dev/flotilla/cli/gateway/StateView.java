package dev.flotilla.cli.gateway;

import dev.flotilla.cli.json.Json;
import java.util.Optional;

/**
 * What a machine's runtime reported of a unit.
 *
 * @param machineId full
 * @param hash of the content the machine has; may be empty
 * @param observedState {@code loaded} or {@code launched}
 * @param json as the gateway sent it
 */
public record StateView(
        String unit,
        String machineId,
        String hash,
        String observedState,
        String load,
        String active,
        String sub,
        Json json) {

    static StateView of(Json json) {
        return new StateView(
                json.at("unit").text(),
                json.at("machineID").text(),
                json.at("hash").text(),
                json.at("observedState").text(),
                json.at("load").text(),
                json.at("active").text(),
                json.at("sub").text(),
                json);
    }

    /** Whether it was started there and does not run any more. */
    public boolean hasEnded() {
        return observedState.equals("launched") && (active.equals("failed") || active.equals("inactive"));
    }

    /** Whether nothing has become of the unit there since the other was seen: what is started changes at least its time. */
    public boolean isUnchangedSince(StateView earlier) {
        return machineId.equals(earlier.machineId)
                && observedState.equals(earlier.observedState)
                && active.equals(earlier.active)
                && since().equals(earlier.since());
    }

    private Optional<String> since() {
        return json.at("since").textIfAny();
    }
}
