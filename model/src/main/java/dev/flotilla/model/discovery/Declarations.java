package dev.flotilla.model.discovery;

import dev.flotilla.model.command.Specifiers;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.error.Position;
import dev.flotilla.model.unit.ParsedUnit;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.model.unit.UnitOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads {@code [X-Discovery]}: each {@code Service=} begins another instance that the unit offers. */
public final class Declarations {
    public static final String SECTION = "X-Discovery";

    /** What a machine could say of itself: good enough to judge a value that asks for it. */
    private static final Specifiers.Machine SOME_MACHINE = new Specifiers.Machine("0".repeat(32), "0".repeat(32), "6");

    private static final Specifiers.User SOME_USER = new Specifiers.User("root", "0", "/root", "/bin/sh");

    private Declarations() {}

    public static boolean hasAny(UnitFile file) {
        return file.options().stream().anyMatch(option -> option.section().equals(SECTION));
    }

    /** What the unit offers on this machine; {@link FlotillaError.Invalid} names the option at fault. */
    public static List<Declaration> of(UnitFile file, Specifiers specifiers) {
        return read(specifiers.unit(), file, specifiers, index -> Optional.empty());
    }

    /**
     * Refuses what no machine could make sense of: {@link FlotillaError.Invalid} with the option's index. In a template a
     * value that depends on the instance is judged when there is one.
     */
    public static void check(UnitName unit, UnitFile file) {
        read(unit, file, anywhere(unit), index -> Optional.empty());
    }

    /** As {@link #check(UnitName, UnitFile)}, with the option's position in the text. */
    public static void check(UnitName unit, ParsedUnit parsed) {
        read(
                unit,
                parsed.file(),
                anywhere(unit),
                index -> Optional.of(parsed.positions().get(index)));
    }

    /**
     * Refuses a {@code Host=} to which there is an objection: {@link FlotillaError.Invalid} with the option's index.
     *
     * @param objection what speaks against a host; empty when nothing does
     */
    public static void checkHosts(UnitName unit, UnitFile file, Function<String, Optional<String>> objection) {
        for (DeclarationGroup group : groups(unit, file, anywhere(unit), index -> Optional.empty())) {
            group.judgeHost(objection);
        }
    }

    /** How long the unit is left to itself before it is stopped; nothing when it says nothing that makes sense. */
    public static Duration drain(UnitName unit, UnitFile file) {
        try {
            return read(unit, file, anywhere(unit), index -> Optional.empty()).stream()
                    .map(Declaration::drain)
                    .max(Duration::compareTo)
                    .orElse(Duration.ZERO);
        } catch (FlotillaException e) {
            return Duration.ZERO;
        }
    }

    private static Specifiers anywhere(UnitName unit) {
        return new Specifiers(unit, "host", SOME_MACHINE, Specifiers.Directories.OF_SYSTEM, SOME_USER);
    }

    private static List<DeclarationGroup> groups(
            UnitName unit, UnitFile file, Specifiers specifiers, Function<Integer, Optional<Position>> positions) {
        List<DeclarationGroup> groups = new ArrayList<>();
        List<UnitOption> options = file.options();
        for (int i = 0; i < options.size(); i++) {
            UnitOption option = options.get(i);
            if (option.section().equals(SECTION)) {
                boolean another = option.name().equals("Service")
                        && !option.effectiveValue().isEmpty()
                        && (groups.isEmpty() || groups.getLast().hasService());
                if (groups.isEmpty() || another) {
                    groups.add(new DeclarationGroup(unit, specifiers, positions));
                }
                groups.getLast().take(i, option);
            }
        }
        return groups;
    }

    private static List<Declaration> read(
            UnitName unit, UnitFile file, Specifiers specifiers, Function<Integer, Optional<Position>> positions) {
        List<Declaration> declarations = new ArrayList<>();
        Set<InstanceKey> keys = new HashSet<>();
        for (DeclarationGroup group : groups(unit, file, specifiers, positions)) {
            group.read().ifPresent(declaration -> {
                if (!keys.add(declaration.key())) {
                    throw group.fault("Service", "the unit offers " + declaration.key() + " twice: give one a Name=");
                }
                declarations.add(declaration);
            });
        }
        return declarations;
    }
}
