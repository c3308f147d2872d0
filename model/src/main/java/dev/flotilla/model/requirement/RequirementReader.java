package dev.flotilla.model.requirement;

import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.machine.MachineSelector;
import dev.flotilla.model.machine.Metadata;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.model.unit.UnitOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads the two sections of one unit; used once. */
final class RequirementReader {
    // fleet took the first five for true and everything else for false; a misspelt word is an error here.
    private static final Set<String> TRUE = Set.of("true", "yes", "1", "on", "t");
    private static final Set<String> FALSE = Set.of("false", "no", "0", "off", "f");

    private final UnitName unit;
    private final Fault fault;
    private final Map<OptionName, List<Word>> words = new EnumMap<>(OptionName.class);

    RequirementReader(UnitName unit, UnitFile file, Fault fault) {
        this.unit = unit;
        this.fault = fault;
        List<UnitOption> options = file.options();
        for (int i = 0; i < options.size(); i++) {
            if (OptionName.isOurs(options.get(i).section())) {
                collect(i, options.get(i));
            }
        }
    }

    Requirements read() {
        Requirements requirements = new Requirements(
                machineId(),
                machineOf(),
                metadata(),
                globs(OptionName.CONFLICTS),
                global(),
                globs(OptionName.REPLACES),
                last(OptionName.ON_PARTITION, this::partitionPolicy).orElse(PartitionPolicy.KEEP),
                new Resources(
                        last(OptionName.CPU, Quantity::cores).orElse(0.0),
                        last(OptionName.MEMORY, Quantity::bytes).orElse(0L)));
        new Contradictions(requirements, this::contradiction).check();
        return requirements;
    }

    private void collect(int index, UnitOption option) {
        OptionName name = OptionName.of(option.section(), option.name())
                .orElseThrow(() -> fault.at(
                        index,
                        "unrecognized requirement in [" + option.section() + "] section: \"" + option.name()
                                + "\" (known: " + OptionName.known(option.section()) + ")"));
        List<Word> collected = words.computeIfAbsent(name, n -> new ArrayList<>());
        try {
            List<String> split = Word.split(option.effectiveValue());
            if (split.isEmpty()) {
                // As in systemd, an empty assignment takes back what was said before.
                collected.removeIf(word -> word.option().equals(option.name()));
            }
            for (String text : split) {
                collected.add(new Word(
                        index,
                        option.name(),
                        NameSpecifiers.expand(text, unit),
                        unit.isTemplate() && NameSpecifiers.dependOnInstance(text)));
            }
        } catch (IllegalArgumentException e) {
            throw fault.of(index, option, String.valueOf(e.getMessage()));
        }
    }

    private Optional<MachineSelector> machineId() {
        List<Word> current = currentSpelling(OptionName.MACHINE_ID);
        return one(OptionName.MACHINE_ID, current, word -> read(word, MachineSelector::parse), "machine");
    }

    private Optional<UnitName> machineOf() {
        Optional<UnitName> target = one(
                OptionName.MACHINE_OF,
                words(OptionName.MACHINE_OF),
                word -> read(word, UnitName::ofArgument),
                "unit to follow");
        if (target.filter(unit::equals).isPresent() && !unit.isTemplate()) {
            throw contradiction(OptionName.MACHINE_OF, "a unit cannot follow itself");
        }
        return target;
    }

    /** Spellings are not mixed: the current one, when given, is the only one that counts. */
    private List<Word> currentSpelling(OptionName name) {
        List<Word> all = words(name);
        return all.stream()
                .min(name.bySpelling())
                .map(best -> all.stream()
                        .filter(word -> word.option().equals(best.option()))
                        .toList())
                .orElse(List.of());
    }

    private <T> Optional<T> one(OptionName name, List<Word> given, Function<Word, Optional<T>> reader, String what) {
        Optional<T> found = Optional.empty();
        for (Word word : given) {
            Optional<T> value = reader.apply(word);
            if (found.isPresent() && value.isPresent() && !found.equals(value)) {
                throw at(word, name + " names more than one " + what);
            }
            found = value.or(List.of(found)::getFirst);
        }
        return found;
    }

    private MetadataRequirement metadata() {
        List<Map.Entry<String, String>> pairs = new ArrayList<>();
        for (Word word : words(OptionName.MACHINE_METADATA)) {
            read(word, RequirementReader::pair).ifPresent(pairs::add);
        }
        return MetadataRequirement.of(pairs);
    }

    private static Map.Entry<String, String> pair(String text) {
        int equals = text.indexOf('=');
        if (equals < 0) {
            throw new IllegalArgumentException("\"" + text + "\" is not key=value (quote a value that has spaces)");
        }
        String key = Metadata.checkedKey(text.substring(0, equals));
        return Map.entry(key, Metadata.checkedValue(key, text.substring(equals + 1)));
    }

    private List<Glob> globs(OptionName name) {
        List<Glob> globs = new ArrayList<>();
        for (Word word : words(name)) {
            if (!word.text().isEmpty()) {
                read(word, Glob::new).ifPresent(globs::add);
            }
        }
        return globs.stream().distinct().toList();
    }

    private boolean global() {
        return last(OptionName.GLOBAL, RequirementReader::truth).orElse(false);
    }

    private static boolean truth(String text) {
        String word = text.toLowerCase(Locale.ROOT);
        if (!TRUE.contains(word) && !FALSE.contains(word)) {
            throw new IllegalArgumentException("\"" + text + "\" is neither true nor false");
        }
        return TRUE.contains(word);
    }

    private PartitionPolicy partitionPolicy(String text) {
        return switch (text) {
            case "keep" -> PartitionPolicy.KEEP;
            case "stop" -> PartitionPolicy.STOP;
            default -> throw new IllegalArgumentException("\"" + text + "\" is neither keep nor stop");
        };
    }

    /** The last of several wins; each must be valid. */
    private <T> Optional<T> last(OptionName name, Function<String, T> reader) {
        Optional<T> found = Optional.empty();
        Set<Integer> seen = new HashSet<>();
        for (Word word : words(name)) {
            if (!seen.add(word.index())) {
                throw at(word, "takes one value, not several");
            }
            found = read(word, reader).or(List.of(found)::getFirst);
        }
        return found;
    }

    /**
     * What a word says, or an error at its place. In a template a word that depends on the instance may make no sense
     * yet; it is judged when there is one.
     */
    private <T> Optional<T> read(Word word, Function<String, T> reader) {
        try {
            return Optional.of(reader.apply(word.text()));
        } catch (FlotillaException | IllegalArgumentException e) {
            if (word.dependsOnInstance()) {
                return Optional.empty();
            }
            throw at(word, String.valueOf(e.getMessage()));
        }
    }

    private List<Word> words(OptionName name) {
        return words.getOrDefault(name, List.of());
    }

    private FlotillaException at(Word word, String message) {
        return fault.at(word.index(), word.option() + "=: " + message);
    }

    private FlotillaException contradiction(OptionName name, String message) {
        return fault.at(words(name).getFirst().index(), message);
    }
}
