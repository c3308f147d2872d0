package dev.flotilla.agent.systemd;

import dev.flotilla.model.unit.UnitName;
import dev.flotilla.model.unit.UnitType;
import java.nio.file.Path;
import java.util.Optional;

/** What systemd makes of names and of the paths of unit files. */
final class SystemdNames {
    /** {@code UNIT_NAME_MAX} of systemd less the terminating byte. */
    private static final int MAX_LENGTH = 255;

    private static final Path RUNTIME_LINKS = Path.of("/run/systemd/system");

    private SystemdNames() {}

    /** Why systemd cannot have a unit of this name; empty when it can. */
    static Optional<String> unknown(UnitName unit) {
        if (unit.isTemplate()) {
            return Optional.of(unit + " is a template: only its instances can be loaded");
        }
        if (unit.type() == UnitType.SNAPSHOT || unit.type() == UnitType.BUSNAME) {
            return Optional.of("systemd has no units of the type " + unit.type().word() + " any more");
        }
        if (unit.type() == UnitType.SCOPE) {
            return Optional.of("scopes are made by running programs: systemd reads none from files");
        }
        if (unit.value().length() > MAX_LENGTH) {
            return Optional.of("systemd knows no names of more than " + MAX_LENGTH + " characters");
        }
        return Optional.empty();
    }

    /** Whether a unit was read from a file of ours, directly or through the link to it. */
    static boolean isOurs(String fragment, Path file) {
        return fragment.equals(file.toString())
                || fragment.equals(RUNTIME_LINKS.resolve(file.getFileName()).toString());
    }
}
