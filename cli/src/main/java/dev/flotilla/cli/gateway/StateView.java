package dev.flotilla.cli.gateway;

import dev.flotilla.cli.json.Json;

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

    /** Whether there is nothing running there (any more). */
    public boolean isDown() {
        return active.equals("failed") || active.equals("inactive");
    }
}
