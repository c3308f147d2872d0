package dev.flotilla.model.requirement;

import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.unit.UnitName;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The combinations that fleet refuses, because nothing could satisfy them or nobody could mean them. */
final class Contradictions {
    private static final List<Map.Entry<OptionName, OptionName>> REFUSED = List.of(
            Map.entry(OptionName.MACHINE_ID, OptionName.MACHINE_OF),
            Map.entry(OptionName.MACHINE_ID, OptionName.CONFLICTS),
            Map.entry(OptionName.MACHINE_ID, OptionName.GLOBAL),
            Map.entry(OptionName.MACHINE_ID, OptionName.REPLACES),
            Map.entry(OptionName.GLOBAL, OptionName.MACHINE_OF),
            Map.entry(OptionName.GLOBAL, OptionName.REPLACES),
            Map.entry(OptionName.CONFLICTS, OptionName.REPLACES));

    /** Makes an error at the place of an option. */
    @FunctionalInterface
    interface Fault {
        FlotillaException at(OptionName option, String message);
    }

    private final Requirements requirements;
    private final Fault fault;

    Contradictions(Requirements requirements, Fault fault) {
        this.requirements = requirements;
        this.fault = fault;
    }

    void check() {
        requirements.machineOf().ifPresent(this::checkPeer);
        Map<OptionName, Boolean> given = new EnumMap<>(OptionName.class);
        given.put(OptionName.MACHINE_ID, requirements.machineId().isPresent());
        given.put(OptionName.MACHINE_OF, requirements.machineOf().isPresent());
        given.put(OptionName.CONFLICTS, !requirements.conflicts().isEmpty());
        given.put(OptionName.GLOBAL, requirements.global());
        given.put(OptionName.REPLACES, !requirements.replaces().isEmpty());
        for (Map.Entry<OptionName, OptionName> pair : REFUSED) {
            if (given.getOrDefault(pair.getKey(), false) && given.getOrDefault(pair.getValue(), false)) {
                throw fault.at(pair.getValue(), pair.getKey() + " cannot be used with " + pair.getValue());
            }
        }
    }

    private void checkPeer(UnitName peer) {
        refuse(peer, requirements.conflicts(), OptionName.CONFLICTS, "conflict");
        refuse(peer, requirements.replaces(), OptionName.REPLACES, "replace");
    }

    private void refuse(UnitName peer, List<Glob> globs, OptionName option, String word) {
        for (Glob glob : globs) {
            if (glob.matches(peer.value())) {
                throw fault.at(
                        option,
                        "unresolvable requirements: peer \"" + peer + "\" matches " + word + " \"" + glob + "\"");
            }
        }
    }
}
