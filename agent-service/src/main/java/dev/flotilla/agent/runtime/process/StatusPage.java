package dev.flotilla.agent.runtime.process;

import dev.flotilla.agent.runtime.LogLine;
import dev.flotilla.agent.runtime.RuntimeUnit;
import dev.flotilla.agent.runtime.StatusText;
import dev.flotilla.agent.runtime.UnitStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Prints a unit as {@code systemctl status} does. */
final class StatusPage {
    private static final DateTimeFormatter SINCE =
            DateTimeFormatter.ofPattern("EEE yyyy-MM-dd HH:mm:ss z", Locale.ROOT);
    private static final DateTimeFormatter LOG = DateTimeFormatter.ofPattern("MMM dd HH:mm:ss", Locale.ROOT);
    private static final long DAY = 24 * 60 * 60;

    private final String hostName;
    private final ZoneId zone;

    StatusPage(String hostName, ZoneId zone) {
        this.hostName = hostName;
        this.zone = zone;
    }

    /**
     * @param command of the main process; empty when it has none
     */
    StatusText of(RuntimeUnit unit, String description, Path file, String command, List<LogLine> log, Instant now) {
        UnitStatus status = unit.status();
        var text = new StringBuilder();
        String name = unit.name().value();
        text.append(dot(status)).append(' ').append(name);
        text.append(description.equals(name) ? "" : " - " + description).append('\n');
        text.append("     Loaded: ")
                .append(status.load())
                .append(" (")
                .append(file)
                .append(")\n");
        text.append("     Active: ").append(active(status, now)).append('\n');
        status.mainPid().ifPresent(pid -> text.append("   Main PID: ")
                .append(pid)
                .append(command.isEmpty() ? "" : " (" + command + ")")
                .append('\n'));
        if (!status.detail().isEmpty()) {
            text.append("     Detail: ").append(status.detail()).append('\n');
        }
        if (!log.isEmpty()) {
            text.append('\n');
            log.forEach(line -> text.append(logLine(line)).append('\n'));
        }
        return new StatusText(text.toString(), status.isActive() ? StatusText.ACTIVE : StatusText.NOT_ACTIVE);
    }

    private static String dot(UnitStatus status) {
        if (status.isFailed()) {
            return "\u00d7";
        }
        return status.active().equals("inactive") ? "\u25cb" : "\u25cf";
    }

    private String active(UnitStatus status, Instant now) {
        String since = SINCE.format(status.since().atZone(zone));
        return status.active() + " (" + status.sub() + ") since " + since + "; "
                + ago(Duration.between(status.since(), now)) + " ago";
    }

    /** The two largest units, as systemd prints them. */
    static String ago(Duration span) {
        long seconds = Math.max(0, span.toSeconds());
        var parts = new ArrayList<String>();
        add(parts, seconds / DAY, seconds / DAY == 1 ? " day" : " days");
        add(parts, seconds % DAY / 3600, "h");
        add(parts, seconds % 3600 / 60, "min");
        add(parts, seconds % 60, "s");
        return parts.isEmpty() ? "0s" : String.join(" ", parts.subList(0, Math.min(2, parts.size())));
    }

    private static void add(List<String> parts, long count, String unit) {
        if (count > 0) {
            parts.add(count + unit);
        }
    }

    private String logLine(LogLine line) {
        String writer = line.identifier().isEmpty() ? "unknown" : line.identifier();
        String pid = line.pid() > 0 ? "[" + line.pid() + "]" : "";
        return LOG.format(line.time().atZone(zone)) + " " + hostName + " " + writer + pid + ": " + line.text();
    }
}
