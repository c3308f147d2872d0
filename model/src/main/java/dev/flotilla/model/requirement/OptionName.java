package dev.flotilla.model.requirement;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The options we read, each with the spellings fleet once had for it; among several spellings the first given here wins. */
enum OptionName {
    MACHINE_ID(Section.FLEET, "MachineID", "X-ConditionMachineID", "X-ConditionMachineBootID"),
    MACHINE_OF(Section.FLEET, "MachineOf", "X-ConditionMachineOf"),
    MACHINE_METADATA(Section.FLEET, "MachineMetadata", "X-ConditionMachineMetadata"),
    CONFLICTS(Section.FLEET, "Conflicts", "X-Conflicts"),
    GLOBAL(Section.FLEET, "Global"),
    REPLACES(Section.FLEET, "Replaces"),
    ON_PARTITION(Section.FLOTILLA, "OnPartition"),
    CPU(Section.FLOTILLA, "CPU"),
    MEMORY(Section.FLOTILLA, "Memory");

    /** The sections' names. */
    static final class Section {
        static final String FLEET = "X-Fleet";
        static final String FLOTILLA = "X-Flotilla";

        private Section() {}
    }

    private final String section;
    private final List<String> spellings;

    OptionName(String section, String... spellings) {
        this.section = section;
        this.spellings = List.of(spellings);
    }

    static boolean isOurs(String section) {
        return section.equals(Section.FLEET) || section.equals(Section.FLOTILLA);
    }

    static Optional<OptionName> of(String section, String spelling) {
        return Arrays.stream(values())
                .filter(name -> name.section.equals(section) && name.spellings.contains(spelling))
                .findFirst();
    }

    /** The current spellings of a section's options, for a message. */
    static String known(String section) {
        return Arrays.stream(values())
                .filter(name -> name.section.equals(section))
                .map(OptionName::toString)
                .collect(Collectors.joining(", "));
    }

    /** Current spellings before deprecated ones. */
    Comparator<Word> bySpelling() {
        return Comparator.comparingInt(word -> spellings.indexOf(word.option()));
    }

    String section() {
        return section;
    }

    @Override
    public String toString() {
        return spellings.getFirst();
    }
}
