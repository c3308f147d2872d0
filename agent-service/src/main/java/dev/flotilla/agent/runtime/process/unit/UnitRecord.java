package dev.flotilla.agent.runtime.process.unit;

import dev.flotilla.agent.runtime.process.host.ExitStatus;
import dev.flotilla.agent.runtime.process.host.ProcessId;
import dev.flotilla.agent.runtime.process.service.Phase;
import dev.flotilla.agent.runtime.process.service.ServiceResult;
import dev.flotilla.agent.runtime.process.service.ServiceState;
import dev.flotilla.agent.runtime.process.service.Sub;
import dev.flotilla.model.unit.UnitName;
import java.io.IOException;
import java.io.StringReader;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;

/**
 * What is remembered of a unit on disk, so that an agent that starts later finds its processes again.
 *
 * @param invocation the mark of its processes; empty when it was never started
 * @param bootId of the machine: after a boot none of its processes can live
 */
public record UnitRecord(
        UnitName name,
        ServiceState state,
        String invocation,
        Optional<ProcessId> main,
        Optional<ProcessId> control,
        Instant since,
        String bootId) {

    String write() {
        var text = new StringBuilder();
        line(text, "unit", name.value());
        line(text, "boot", bootId);
        line(text, "invocation", invocation);
        line(text, "since", since.toString());
        line(text, "sub", state.sub().name());
        line(text, "result", state.result().name());
        state.phase().ifPresent(phase -> line(text, "phase", phase.name()));
        line(text, "command", Integer.toString(state.command()));
        line(text, "group-empty", Boolean.toString(state.groupEmpty()));
        line(text, "stop-requested", Boolean.toString(state.stopRequested()));
        line(text, "restarts", Integer.toString(state.restarts()));
        main.ifPresent(id -> line(text, "main", write(id)));
        control.ifPresent(id -> line(text, "control", write(id)));
        state.lastExit().ifPresent(exit -> line(text, "exit", write(exit)));
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(name).append('=').append(value.replace("\\", "\\\\")).append('\n');
    }

    private static String write(ProcessId id) {
        return id.pid() + " " + id.startTicks();
    }

    private static String write(ExitStatus exit) {
        return switch (exit) {
            case ExitStatus.Exited exited -> "exited " + exited.code();
            case ExitStatus.Killed killed -> (killed.coreDumped() ? "dumped " : "killed ") + killed.signal();
            case ExitStatus.Unknown unknown -> "unknown 0";
        };
    }

    /** Empty for text that is no record: what a crash of the machine left of one. */
    static Optional<UnitRecord> read(String text) {
        var values = new Properties();
        try {
            values.load(new StringReader(text));
            Optional<ProcessId> main = process(values, "main");
            Optional<ProcessId> control = process(values, "control");
            var state = new ServiceState(
                    Sub.valueOf(get(values, "sub")),
                    ServiceResult.valueOf(get(values, "result")),
                    Optional.ofNullable(values.getProperty("phase")).map(Phase::valueOf),
                    Integer.parseInt(get(values, "command")),
                    main.isPresent(),
                    control.isPresent(),
                    Boolean.parseBoolean(get(values, "group-empty")),
                    Boolean.parseBoolean(get(values, "stop-requested")),
                    Optional.ofNullable(values.getProperty("exit")).map(UnitRecord::exit),
                    Integer.parseInt(get(values, "restarts")));
            return Optional.of(new UnitRecord(
                    UnitName.parse(get(values, "unit")),
                    state,
                    get(values, "invocation"),
                    main,
                    control,
                    Instant.parse(get(values, "since")),
                    get(values, "boot")));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static String get(Properties values, String name) {
        String value = values.getProperty(name);
        if (value == null) {
            throw new IllegalArgumentException("no " + name);
        }
        return value;
    }

    private static Optional<ProcessId> process(Properties values, String name) {
        return Optional.ofNullable(values.getProperty(name)).map(value -> {
            String[] words = value.split(" ", 2);
            return new ProcessId(Long.parseLong(words[0]), Long.parseLong(words[1]));
        });
    }

    private static ExitStatus exit(String value) {
        String[] words = value.split(" ", 2);
        int number = Integer.parseInt(words[1]);
        return switch (words[0]) {
            case "exited" -> new ExitStatus.Exited(number);
            case "killed" -> new ExitStatus.Killed(number, false);
            case "dumped" -> new ExitStatus.Killed(number, true);
            default -> new ExitStatus.Unknown();
        };
    }
}
