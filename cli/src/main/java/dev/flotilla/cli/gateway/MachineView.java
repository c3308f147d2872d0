package dev.flotilla.cli.gateway;

import dev.flotilla.cli.json.Json;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A machine of the cluster.
 *
 * @param id full
 * @param primaryIp may be empty
 * @param status {@code online}, {@code draining} or {@code lost}
 * @param metadata what constraints are judged by, sorted by key
 * @param units how many units it is to run
 * @param agentVersion its agent's; empty when it did not say
 * @param json as the gateway sent it
 */
public record MachineView(
        String id,
        String primaryIp,
        String status,
        SortedMap<String, String> metadata,
        int units,
        String agentVersion,
        Json json) {
    private static final int SHORT = 8;

    public MachineView {
        metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
    }

    static MachineView of(Json json) {
        SortedMap<String, String> metadata = new TreeMap<>();
        json.at("metadata").fields().forEach((key, value) -> metadata.put(key, value.text()));
        return new MachineView(
                json.at("id").text(),
                json.at("primaryIP").text(),
                json.at("status").text(),
                metadata,
                json.at("units").items().size(),
                json.at("agentVersion").text(),
                json);
    }

    public boolean isLost() {
        return status.equals("lost");
    }

    /** As lists show an id: 8 characters and {@code ...}, unless the whole one is asked for. */
    public static String shown(String id, boolean full) {
        return full || id.length() <= SHORT ? id : id.substring(0, SHORT) + "...";
    }
}
