package dev.flotilla.agent.runtime.process.definition;

import dev.flotilla.agent.runtime.process.service.Phase;
import dev.flotilla.agent.runtime.process.service.ServiceSettings;
import dev.flotilla.model.command.CommandLine;
import dev.flotilla.model.unit.UnitName;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A unit file, understood.
 *
 * @param conditions checked before each start
 * @param service empty for a target
 * @param notes what is not done that the unit asks for
 * @param faults why it does not load; empty when it does
 */
public record UnitDefinition(
        UnitName name,
        String description,
        Dependencies dependencies,
        List<Condition> conditions,
        StartLimit startLimit,
        Optional<Service> service,
        List<Unsupported> notes,
        List<String> faults) {

    /**
     * @param commands of each phase, specifiers replaced
     * @param notifyAccess whose messages count
     */
    public record Service(
            ServiceSettings settings,
            Map<Phase, List<CommandLine>> commands,
            ExecContext context,
            Optional<Path> pidFile,
            NotifyAccess notifyAccess) {
        public Service {
            commands = Map.copyOf(commands);
        }

        public CommandLine command(Phase phase, int index) {
            return commands.getOrDefault(phase, List.of()).get(index);
        }
    }

    /** The values of {@code NotifyAccess=}. */
    public enum NotifyAccess {
        NONE,
        MAIN,
        EXEC,
        ALL
    }

    public UnitDefinition {
        conditions = List.copyOf(conditions);
        notes = List.copyOf(notes);
        faults = List.copyOf(faults);
    }

    UnitDefinition withFaults(List<String> others) {
        return new UnitDefinition(name, description, dependencies, conditions, startLimit, service, notes, others);
    }

    /** systemd's LOAD. */
    public String load() {
        if (faults.isEmpty() && notes.stream().noneMatch(Unsupported::refused)) {
            return "loaded";
        }
        return faults.isEmpty() ? "error" : "bad-setting";
    }

    public boolean isLoaded() {
        return load().equals("loaded");
    }

    /** Why it does not load, or what it does without; empty when there is nothing to say. */
    public String detail() {
        if (!faults.isEmpty()) {
            return String.join("; ", faults);
        }
        boolean refused = !isLoaded();
        return String.join(
                "; ",
                notes.stream()
                        .filter(note -> note.refused() == refused)
                        .map(Unsupported::words)
                        .toList());
    }
}
