package dev.flotilla.agent.reconcile;

import dev.flotilla.model.unit.UnitName;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Units whose last action failed, and when each is tried again: after 500 ms, doubling up to a minute. */
final class Retries {
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LAST = Duration.ofMinutes(1);
    private static final int MAX_DOUBLINGS = 20;

    private final Map<UnitName, Retry> retries = new HashMap<>();

    /**
     * @param at uptime
     */
    record Retry(int failures, Duration at, String reason) {}

    void failed(UnitName unit, String reason, Duration now) {
        int failures =
                Optional.ofNullable(retries.get(unit)).map(Retry::failures).orElse(0) + 1;
        Duration delay = FIRST.multipliedBy(1L << Math.min(failures - 1, MAX_DOUBLINGS));
        retries.put(unit, new Retry(failures, now.plus(delay.compareTo(LAST) < 0 ? delay : LAST), reason));
    }

    /** Tries again at once, and counts from the beginning. */
    void forgive(UnitName unit) {
        retries.remove(unit);
    }

    void keepOnly(Predicate<UnitName> present) {
        retries.keySet().removeIf(present.negate());
    }

    Optional<Retry> of(UnitName unit) {
        return Optional.ofNullable(retries.get(unit));
    }

    Set<UnitName> waiting(Duration now) {
        return retries.entrySet().stream()
                .filter(entry -> entry.getValue().at().compareTo(now) > 0)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    Optional<Duration> next(Duration now) {
        return retries.values().stream()
                .map(Retry::at)
                .filter(at -> at.compareTo(now) > 0)
                .min(Duration::compareTo);
    }
}
