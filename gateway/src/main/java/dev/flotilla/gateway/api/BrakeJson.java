package dev.flotilla.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.flotilla.model.placement.Brake;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether moves are held, in {@code /v1}.
 *
 * @param since left out when it was never engaged
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record BrakeJson(boolean engaged, int lost, int total, Optional<Instant> since, String by) {
    public static BrakeJson of(Brake brake) {
        return new BrakeJson(
                brake.engaged(),
                brake.lost(),
                brake.total(),
                Optional.of(brake.since()).filter(since -> !since.equals(Instant.EPOCH)),
                brake.by());
    }
}
