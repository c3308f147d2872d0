package dev.flotilla.agent.systemd;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * How the systemd runtime works.
 *
 * @param units where unit files are kept, as systemd sees it too; of our own, in a file system that a boot empties
 * @param resync how often all states are asked for, in case a signal was missed
 * @param journalctl the command that reads the journal
 * @param systemctl the command that prints a unit's status
 */
public record SystemdRuntimeSettings(Path units, Duration resync, List<String> journalctl, List<String> systemctl) {
    private static final Duration RESYNC = Duration.ofMinutes(1);

    public SystemdRuntimeSettings {
        Objects.requireNonNull(units, "units");
        if (resync.compareTo(Duration.ZERO) <= 0) {
            throw new IllegalArgumentException("resync must be positive, not " + resync);
        }
        journalctl = List.copyOf(journalctl);
        systemctl = List.copyOf(systemctl);
    }

    /** With the machine's own commands, looking again every minute. */
    public static SystemdRuntimeSettings of(Path units) {
        return new SystemdRuntimeSettings(units, RESYNC, List.of("journalctl"), List.of("systemctl"));
    }
}
