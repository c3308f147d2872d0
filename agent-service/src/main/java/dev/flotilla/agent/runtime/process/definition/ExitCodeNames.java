package dev.flotilla.agent.runtime.process.definition;

import java.util.Map;
import java.util.Optional;

/** Names of exit codes that a unit file may use instead of numbers: those of sysexits.h, see systemd.exec(5). */
final class ExitCodeNames {
    private static final Map<String, Integer> CODES = Map.ofEntries(
            Map.entry("SUCCESS", 0),
            Map.entry("FAILURE", 1),
            Map.entry("USAGE", 64),
            Map.entry("DATAERR", 65),
            Map.entry("NOINPUT", 66),
            Map.entry("NOUSER", 67),
            Map.entry("NOHOST", 68),
            Map.entry("UNAVAILABLE", 69),
            Map.entry("SOFTWARE", 70),
            Map.entry("OSERR", 71),
            Map.entry("OSFILE", 72),
            Map.entry("CANTCREAT", 73),
            Map.entry("IOERR", 74),
            Map.entry("TEMPFAIL", 75),
            Map.entry("PROTOCOL", 76),
            Map.entry("NOPERM", 77),
            Map.entry("CONFIG", 78));

    private ExitCodeNames() {}

    static Optional<Integer> parse(String word) {
        return Optional.ofNullable(CODES.get(word));
    }
}
