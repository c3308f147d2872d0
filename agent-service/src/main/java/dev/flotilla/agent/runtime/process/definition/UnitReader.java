package dev.flotilla.agent.runtime.process.definition;

import dev.flotilla.agent.runtime.process.definition.Dependencies.Kind;
import dev.flotilla.agent.runtime.process.definition.OptionTable.Treatment;
import dev.flotilla.model.command.Booleans;
import dev.flotilla.model.command.Specifiers;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.model.unit.UnitOption;
import dev.flotilla.model.unit.UnitType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Makes sense of unit files. Never fails: what is wrong is in the definition. */
public final class UnitReader {
    private static final Logger LOG = Logger.getLogger(UnitReader.class.getName());
    private static final UnitFile NOTHING = UnitFile.of(List.of());

    private final Capabilities capabilities;

    /**
     * What this machine's user may do.
     *
     * @param userName the agent's own user
     */
    public record Capabilities(boolean root, String userName, String userId) {}

    public UnitReader(Capabilities capabilities) {
        this.capabilities = capabilities;
    }

    public UnitDefinition read(UnitName name, UnitFile file, Specifiers specifiers) {
        try {
            return understood(name, file, specifiers);
        } catch (RuntimeException e) {
            LOG.log(Level.SEVERE, e, () -> "a defect in the reading of " + name);
            return understood(name, NOTHING, specifiers).withFaults(List.of("The unit cannot be read: " + e));
        }
    }

    private UnitDefinition understood(UnitName name, UnitFile file, Specifiers specifiers) {
        var faults = new ArrayList<String>();
        Map<String, Unsupported> notes = notes(file);
        var unit = new Section(file, "Unit", specifiers, faults);
        var service = new Section(file, "Service", specifiers, faults);
        Dependencies dependencies = dependencies(unit, notes);
        List<Condition> conditions = conditions(file, unit);
        StartLimit limit = startLimit(unit, service);
        String description = unit.text("Description").orElse(name.value());
        Optional<UnitDefinition.Service> definition = Optional.empty();
        if (name.isTemplate()) {
            faults.add("a template cannot be run: it has no instance");
        } else if (name.type() == UnitType.SERVICE) {
            definition = new ServiceReader(service, capabilities, notes).read();
        } else if (name.type() != UnitType.TARGET) {
            String words = "The process runtime runs services and targets, not "
                    + name.type().word() + " units";
            notes.put(name.type().suffix(), new Unsupported(words, true));
        }
        return new UnitDefinition(
                name, description, dependencies, conditions, limit, definition, List.copyOf(notes.values()), faults);
    }

    /** What the table says about the options there are, each told once. */
    private static Map<String, Unsupported> notes(UnitFile file) {
        var notes = new LinkedHashMap<String, Unsupported>();
        for (UnitOption option : file.options()) {
            Treatment treatment = OptionTable.of(option.section(), option.name());
            String name = option.name() + "=";
            switch (treatment) {
                case NOT_ENFORCED -> {
                    if (asksForSomething(option)) {
                        notes.putIfAbsent(
                                name, new Unsupported(name + " is not enforced by the process runtime", false));
                    }
                }
                case REFUSED -> {
                    if (asksForSomething(option)) {
                        notes.putIfAbsent(
                                name, new Unsupported(name + " cannot be honoured by the process runtime", true));
                    }
                }
                case UNKNOWN ->
                    notes.putIfAbsent(
                            name,
                            new Unsupported(
                                    name + " is unknown in section [" + option.section() + "] and ignored", false));
                case HONOURED, IRRELEVANT -> {}
            }
        }
        return notes;
    }

    /** {@code PrivateNetwork=no} and an empty value are no wish. */
    private static boolean asksForSomething(UnitOption option) {
        String value = option.effectiveValue();
        boolean no = Booleans.of(value).filter(word -> !word).isPresent();
        return !value.isEmpty() && !no && !value.equals("infinity");
    }

    private static Dependencies dependencies(Section unit, Map<String, Unsupported> notes) {
        var byKind = new EnumMap<Kind, Set<UnitName>>(Kind.class);
        for (Kind kind : Kind.values()) {
            var names = new LinkedHashSet<UnitName>();
            for (String value : unit.list(kind.option())) {
                for (String word : value.strip().split("\\s+")) {
                    unit.noting(() -> unit.specifiers().expand(kind.option(), word))
                            .ifPresent(expanded -> add(kind, expanded, names, notes));
                }
            }
            byKind.put(kind, names);
        }
        return new Dependencies(byKind);
    }

    private static void add(Kind kind, String name, Set<UnitName> names, Map<String, Unsupported> notes) {
        try {
            names.add(UnitName.parse(name));
        } catch (FlotillaException e) {
            String option = kind.option() + "=" + name;
            notes.put(option, new Unsupported(option + " is no unit name and ignored", false));
        }
    }

    private static List<Condition> conditions(UnitFile file, Section unit) {
        var conditions = new ArrayList<Condition>();
        for (UnitOption option : file.options()) {
            String name = option.name();
            boolean condition = name.startsWith("Condition") || name.startsWith("Assert");
            if (option.section().equals("Unit") && condition && Condition.isChecked(name)) {
                unit.noting(() -> condition(name, unit.specifiers().expand(name, option.effectiveValue())))
                        .ifPresent(conditions::add);
            }
        }
        return conditions;
    }

    private static Condition condition(String option, String value) {
        String rest = value;
        boolean alternative = rest.startsWith("|");
        rest = alternative ? rest.substring(1).strip() : rest;
        boolean negated = rest.startsWith("!");
        rest = negated ? rest.substring(1).strip() : rest;
        if (!rest.startsWith("/")) {
            throw new FlotillaError.Invalid(option + "=: the path \"" + rest + "\" is not absolute").asException();
        }
        return new Condition(option, Section.path(option, rest), negated, alternative, option.startsWith("Assert"));
    }

    /** The options moved from [Service] to [Unit] and changed a name on the way; the old ones still count. */
    private static StartLimit startLimit(Section unit, Section service) {
        Duration interval = StartLimit.DEFAULT.interval();
        int burst = StartLimit.DEFAULT.burst();
        for (Section section : List.of(service, unit)) {
            for (String option : List.of("StartLimitInterval", "StartLimitIntervalSec")) {
                interval = section.duration(option, interval);
            }
            burst = section.read("StartLimitBurst", value -> number("StartLimitBurst", value, 0, Integer.MAX_VALUE))
                    .orElse(burst);
        }
        return new StartLimit(interval, burst);
    }

    static int number(String option, String text, int least, int most) {
        try {
            int number = Integer.parseInt(text.strip());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new FlotillaError.Invalid(option + "=: \"" + text + "\" is no number from " + least + " to " + most)
                .asException();
    }
}
