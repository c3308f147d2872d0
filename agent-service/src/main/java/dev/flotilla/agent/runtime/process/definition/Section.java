package dev.flotilla.agent.runtime.process.definition;

import dev.flotilla.model.command.Booleans;
import dev.flotilla.model.command.Specifiers;
import dev.flotilla.model.command.TimeSpan;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.unit.UnitFile;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One section of a unit file, read the way systemd reads values: an empty assignment takes back those before it, and of a
 * plain option the last counts. What is wrong with a value is noted and the reading goes on, so that all faults are told.
 */
final class Section {
    private final UnitFile file;
    private final String section;
    private final Specifiers specifiers;
    private final List<String> faults;

    Section(UnitFile file, String section, Specifiers specifiers, List<String> faults) {
        this.file = file;
        this.section = section;
        this.specifiers = specifiers;
        this.faults = faults;
    }

    Specifiers specifiers() {
        return specifiers;
    }

    /** The values since the last empty one, as written. */
    List<String> list(String option) {
        var result = new ArrayList<String>();
        for (String value : file.values(section, option)) {
            if (value.isEmpty()) {
                result.clear();
            } else {
                result.add(value);
            }
        }
        return result;
    }

    /** The last value as written; empty when there is none or the last one is empty. */
    Optional<String> raw(String option) {
        return file.last(section, option).filter(value -> !value.isEmpty());
    }

    /** The last value with specifiers replaced. */
    Optional<String> text(String option) {
        return read(option, value -> specifiers.expand(option, value));
    }

    boolean flag(String option, boolean otherwise) {
        return read(option, value -> Booleans.parse(option, value)).orElse(otherwise);
    }

    Optional<TimeSpan> span(String option) {
        return read(option, value -> TimeSpan.parse(option, value));
    }

    Duration duration(String option, Duration otherwise) {
        return span(option).flatMap(TimeSpan::finite).orElse(otherwise);
    }

    /** The last value, parsed; a value that cannot be is a fault and counts as none. */
    <T> Optional<T> read(String option, Function<String, T> parser) {
        return raw(option).flatMap(value -> noting(() -> parser.apply(value)));
    }

    /** One of the words of an option. */
    <T> T word(String option, Function<String, Optional<T>> parser, T otherwise) {
        return read(option, value -> parser.apply(value)
                        .orElseThrow(() ->
                                new FlotillaError.Invalid(option + "=: unknown value \"" + value + "\"").asException()))
                .orElse(otherwise);
    }

    /** What the supplier gives; empty when it finds the input invalid, which is noted. */
    <T> Optional<T> noting(Supplier<T> supplier) {
        try {
            return Optional.of(supplier.get());
        } catch (FlotillaException e) {
            fault(e.error().message());
            return Optional.empty();
        }
    }

    /** What can be no path (there is a NUL in it, which a specifier brought, say) is invalid like any other value. */
    static Path path(String option, String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new FlotillaError.Invalid(option + "=: the value can be no path: " + e.getReason()).asException();
        }
    }

    void fault(String words) {
        faults.add(words);
    }
}
