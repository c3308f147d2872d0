package dev.flotilla.agent.runtime.process.definition;

import dev.flotilla.model.unit.UnitName;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a unit says about others, by systemd.unit(5). */
public record Dependencies(Map<Kind, Set<UnitName>> byKind) {

    /** The options that name other units. */
    public enum Kind {
        REQUIRES("Requires"),
        REQUISITE("Requisite"),
        WANTS("Wants"),
        BINDS_TO("BindsTo"),
        PART_OF("PartOf"),
        CONFLICTS("Conflicts"),
        BEFORE("Before"),
        AFTER("After"),
        ON_FAILURE("OnFailure"),
        ON_SUCCESS("OnSuccess");

        private final String option;

        Kind(String option) {
            this.option = option;
        }

        /** Without the equals sign. */
        public String option() {
            return option;
        }

        static Optional<Kind> of(String option) {
            return Arrays.stream(values())
                    .filter(kind -> kind.option.equals(option))
                    .findFirst();
        }
    }

    public static final Dependencies NONE = new Dependencies(Map.of());

    public Dependencies {
        var copy = new EnumMap<Kind, Set<UnitName>>(Kind.class);
        byKind.forEach((kind, names) -> copy.put(kind, Set.copyOf(names)));
        byKind = Map.copyOf(copy);
    }

    public Set<UnitName> of(Kind kind) {
        return byKind.getOrDefault(kind, Set.of());
    }
}
