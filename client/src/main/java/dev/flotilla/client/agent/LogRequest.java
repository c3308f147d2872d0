package dev.flotilla.client.agent;

import dev.flotilla.model.unit.UnitName;
import java.time.Instant;
import java.util.Optional;

/**
 * Which lines of a unit's log are wanted.
 *
 * @param lines the last so many; 0: 10; negative: all there are
 * @param follow go on with new lines until closed
 * @param since none that are older
 */
public record LogRequest(UnitName unit, int lines, boolean follow, Optional<Instant> since) {
    public static LogRequest last(UnitName unit, int lines) {
        return new LogRequest(unit, lines, false, Optional.empty());
    }

    public LogRequest following() {
        return new LogRequest(unit, lines, true, since);
    }
}
