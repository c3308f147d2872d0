package dev.flotilla.model.unit;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The kinds of units, named by the suffix of a unit's name: systemd's, as fleet knew them. */
public enum UnitType {
    AUTOMOUNT(false),
    BUSNAME(false),
    DEVICE(false),
    MOUNT(false),
    PATH(true),
    SCOPE(false),
    SERVICE(true),
    SLICE(false),
    SNAPSHOT(false),
    SOCKET(true),
    SWAP(false),
    TARGET(true),
    TIMER(true);

    private static final Map<String, UnitType> BY_WORD =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(UnitType::word, Function.identity()));

    private final boolean instantiable;
    private final String word = name().toLowerCase(Locale.ROOT);
    private final String suffix = "." + word;

    UnitType(boolean instantiable) {
        this.instantiable = instantiable;
    }

    /** The type as a word, for example {@code service}. */
    public String word() {
        return word;
    }

    /** The end of a unit's name with its dot, for example {@code .service}. */
    public String suffix() {
        return suffix;
    }

    /** Whether there can be templates and instances of this type ({@code name@instance.type}). */
    public boolean instantiable() {
        return instantiable;
    }

    /** The type of this word (without a dot, in lower case); empty when systemd has none of that name. */
    public static Optional<UnitType> of(String suffixWithoutDot) {
        return Optional.ofNullable(BY_WORD.get(suffixWithoutDot));
    }
}
