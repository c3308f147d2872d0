package dev.flotilla.model.unit;

import dev.flotilla.model.error.FlotillaError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The content of a unit, without its name: options in order, those of a section together (as fleet stored them). What
 * systemd would make of the options is not judged here; that the text can be written, read again without loss and loaded
 * is.
 *
 * @param options grouped by section in order of first appearance
 */
public record UnitFile(List<UnitOption> options) {
    /**
     * The largest unit file, in bytes of UTF-8. Options count here without the headers of their sections: those of units that
     * are stored are read whatever their text comes to; what is new must also be {@linkplain #serialize written} within it.
     */
    public static final int MAX_BYTES = 256 * 1024;

    /** The most options of a file. */
    public static final int MAX_OPTIONS = 10_000;

    /** The longest line, in bytes of UTF-8: what systemd reads. */
    public static final int MAX_LINE_BYTES = 2048;

    /**
     * Options as a caller of the API sends them. White space around a value is dropped, as reading a file would.
     * {@link FlotillaError.Invalid} names the option at fault ({@code options[3].value}), {@link FlotillaError.TooLarge}
     * the limit.
     */
    public UnitFile {
        Objects.requireNonNull(options, "options");
        options = grouped(OptionCheck.checked(options));
    }

    /** As {@link #UnitFile(List)}. */
    public static UnitFile of(List<UnitOption> options) {
        return new UnitFile(options);
    }

    /**
     * Reads a unit file. CRLF line ends and a byte order mark are tolerated; comments are dropped.
     *
     * @param sourceName the file's or unit's name, for the position in an error
     * @return the file; {@link FlotillaError.Invalid} says the line and column of what is broken
     */
    public static UnitFile parse(String sourceName, String text) {
        return parseWithPositions(sourceName, text).file();
    }

    /** As {@link #parse(String, String)}, keeping where each option stood. */
    public static ParsedUnit parseWithPositions(String sourceName, String text) {
        return new UnitFileReader(sourceName, text).read();
    }

    /**
     * The text as fleet wrote it: a header for each section, its options a line each, a blank line between sections.
     * Reading it gives an equal file, of every {@linkplain Unit#define unit}.
     */
    public String serialize() {
        StringBuilder text = new StringBuilder();
        String section = "";
        for (UnitOption option : options) {
            if (!option.section().equals(section)) {
                text.append(section.isEmpty() ? "" : "\n");
                section = option.section();
                text.append('[').append(section).append("]\n");
            }
            text.append(option.name()).append('=').append(option.value()).append('\n');
        }
        return text.toString();
    }

    /** Equal for equal content. Computed anew on each call. */
    public UnitHash hash() {
        return UnitHash.ofText(serialize());
    }

    /** The options of a section, in order. */
    public List<UnitOption> section(String name) {
        return options.stream().filter(option -> option.section().equals(name)).toList();
    }

    /** The values of a repeated option, in order, as systemd reads them (continued lines joined). */
    public List<String> values(String section, String name) {
        return options.stream()
                .filter(option -> option.name().equals(name) && option.section().equals(section))
                .map(UnitOption::effectiveValue)
                .toList();
    }

    public Optional<String> first(String section, String name) {
        List<String> values = values(section, name);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
    }

    public Optional<String> last(String section, String name) {
        List<String> values = values(section, name);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.getLast());
    }

    /** The first {@code Description=} of {@code [Unit]}; empty when there is none. */
    public String description() {
        return first("Unit", "Description").orElse("");
    }

    /** The sections' names in order, each once. */
    public List<String> sections() {
        return options.stream().map(UnitOption::section).distinct().toList();
    }

    private static List<UnitOption> grouped(List<UnitOption> options) {
        Map<String, List<UnitOption>> sections = new LinkedHashMap<>();
        for (UnitOption option : options) {
            sections.computeIfAbsent(option.section(), s -> new ArrayList<>()).add(option);
        }
        return sections.values().stream().flatMap(List::stream).toList();
    }
}
