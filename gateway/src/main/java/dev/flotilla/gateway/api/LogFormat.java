package dev.flotilla.gateway.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flotilla.client.agent.LogEntry;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.unit.UnitName;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How log lines are written, by journalctl's names for it. */
public enum LogFormat {
    SHORT("short", "text/plain; charset=utf-8") {
        @Override
        String line(LogEntry entry, UnitName unit, MachineId machine) {
            return MONTH_DAY_TIME.withZone(ZoneId.systemDefault()).format(entry.time()) + " " + text(entry, machine);
        }
    },
    SHORT_ISO("short-iso", "text/plain; charset=utf-8") {
        @Override
        String line(LogEntry entry, UnitName unit, MachineId machine) {
            return entry.time().truncatedTo(ChronoUnit.SECONDS) + " " + text(entry, machine);
        }
    },
    CAT("cat", "text/plain; charset=utf-8") {
        @Override
        String line(LogEntry entry, UnitName unit, MachineId machine) {
            return entry.text();
        }
    },
    JSON("json", "application/x-ndjson") {
        @Override
        String line(LogEntry entry, UnitName unit, MachineId machine) {
            return json(new Line(
                    entry.time().toString(),
                    unit.value(),
                    machine.value(),
                    entry.identifier(),
                    entry.pid(),
                    entry.text()));
        }

        @Override
        String failure(UnitName unit, MachineId machine, String reason) {
            return json(new Failure(unit.value(), machine.value(), reason));
        }
    };

    private static final DateTimeFormatter MONTH_DAY_TIME = DateTimeFormatter.ofPattern("MMM dd HH:mm:ss", Locale.ROOT);
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int HOST_LENGTH = 8;

    private final String word;
    private final String mediaType;

    LogFormat(String word, String mediaType) {
        this.word = word;
        this.mediaType = mediaType;
    }

    /** A line as JSON. */
    record Line(String time, String unit, String machineID, String identifier, long pid, String text) {}

    /** A machine that could not be asked, as JSON. */
    record Failure(String unit, String machineID, String error) {}

    /** The format of this name; {@link FlotillaError.Invalid} lists them when there is none. */
    public static LogFormat ofWord(String word) {
        return Arrays.stream(values())
                .filter(format -> format.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new FlotillaError.Invalid(
                                "output is one of "
                                        + Arrays.stream(values())
                                                .map(format -> format.word)
                                                .collect(Collectors.joining(", "))
                                        + ", not \"" + word + "\"",
                                Optional.of("output"),
                                Optional.empty())
                        .asException());
    }

    public String mediaType() {
        return mediaType;
    }

    /** The line without its end. */
    abstract String line(LogEntry entry, UnitName unit, MachineId machine);

    /** A last line that says why there are no more of a machine. */
    String failure(UnitName unit, MachineId machine, String reason) {
        return "-- " + machine.shortForm() + ": " + reason + " --";
    }

    /** One line, with its end. */
    public String format(LogEntry entry, UnitName unit, MachineId machine) {
        return line(entry, unit, machine) + "\n";
    }

    /** Why there are no more lines of a machine, with the line's end. */
    public String formatFailure(UnitName unit, MachineId machine, String reason) {
        return failure(unit, machine, reason) + "\n";
    }

    private static String text(LogEntry entry, MachineId machine) {
        String host = machine.value()
                .substring(0, Math.min(HOST_LENGTH, machine.value().length()));
        String who = entry.identifier().isEmpty() ? "-" : entry.identifier();
        String pid = entry.pid() == 0 ? "" : "[" + entry.pid() + "]";
        return host + " " + who + pid + ": " + entry.text();
    }

    private static String json(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers can be written", e);
        }
    }
}
