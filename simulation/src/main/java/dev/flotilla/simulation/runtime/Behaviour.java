package dev.flotilla.simulation.runtime;

import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a simulated unit does, read from its {@code ExecStart=/sim key=value ...}.
 *
 * @param start how long its start takes
 * @param startFails the start fails instead
 * @param startHangs the start never ends by itself
 * @param runs how long it runs before it ends; empty: until it is stopped
 * @param endsBadly it ends with a failure
 * @param stop how long its stop takes
 * @param stopHangs it ignores the signal and is killed
 * @param restarts it is started again after a failure
 * @param stopsInPartition it has {@code OnPartition=stop}
 */
public record Behaviour(
        Duration start,
        boolean startFails,
        boolean startHangs,
        Optional<Duration> runs,
        boolean endsBadly,
        Duration stop,
        boolean stopHangs,
        boolean restarts,
        boolean stopsInPartition) {

    static Behaviour of(UnitFile file) {
        Map<String, String> words = new HashMap<>();
        boolean restarts = false;
        boolean stopsInPartition = false;
        for (UnitOption option : file.options()) {
            if (option.name().equals("ExecStart")) {
                for (String word : option.value().split(" ")) {
                    int equals = word.indexOf('=');
                    if (equals > 0) {
                        words.put(word.substring(0, equals), word.substring(equals + 1));
                    }
                }
            }
            stopsInPartition |=
                    option.name().equals("OnPartition") && option.value().equals("stop");
            restarts |= option.name().equals("Restart") && !option.value().equals("no");
        }
        String start = words.getOrDefault("start", "100");
        String stop = words.getOrDefault("stop", "50");
        return new Behaviour(
                millis(start),
                words.getOrDefault("then", "").equals("fail"),
                start.equals("hang"),
                Optional.ofNullable(words.get("run")).map(Behaviour::millis),
                words.getOrDefault("exit", "0").equals("1"),
                millis(stop),
                stop.equals("hang"),
                restarts,
                stopsInPartition);
    }

    /** It is up whenever it was launched, unless something from outside strikes it. */
    public boolean isSteady() {
        return !startFails && !startHangs && runs.isEmpty();
    }

    private static Duration millis(String word) {
        return word.equals("hang") ? Duration.ZERO : Duration.ofMillis(Long.parseLong(word));
    }
}
