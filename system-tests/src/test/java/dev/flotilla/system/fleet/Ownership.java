package dev.flotilla.system.fleet;

import static dev.flotilla.system.fleet.Docker.attempt;
import static dev.flotilla.system.fleet.Docker.docker;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Marks what belongs to this JVM, removes it at the end, and removes what JVMs have left behind that were killed before they
 * could. Several runs side by side leave each other alone.
 */
final class Ownership {
    private static final String LABEL = "dev.flotilla.system-tests";

    private static boolean swept;

    private Ownership() {}

    /** For {@code docker run} and {@code docker network create}. */
    static String label() {
        return LABEL + "=" + Owner.self();
    }

    /** What names begin with: unique on this box. */
    static String prefix() {
        return "flotilla-test-" + ProcessHandle.current().pid();
    }

    /** Removes what belongs to JVMs that are no more, and has everything of this one removed when it ends. */
    static synchronized void sweepNowAndAtTheEnd() {
        if (!swept) {
            sweep(false);
            Orphans.remove();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> sweep(true)));
            swept = true;
        }
    }

    private static void sweep(boolean own) {
        remove(List.of("ps", "-aq"), List.of("rm", "-f", "-v"), own);
        remove(List.of("network", "ls", "-q"), List.of("network", "rm"), own);
    }

    private static void remove(List<String> list, List<String> removal, boolean own) {
        var all = new ArrayList<>(list);
        all.addAll(List.of("--filter", "label=" + LABEL));
        var gone = docker(all.toArray(String[]::new))
                .lines()
                .filter(id -> own ? ownerOf(id).equals(Owner.self()) : !Owner.isAlive(ownerOf(id)))
                .toList();
        if (!gone.isEmpty()) {
            attempt(Stream.concat(removal.stream(), gone.stream()).toList());
        }
    }

    private static String ownerOf(String id) {
        var container =
                attempt("inspect", "--type", "container", "--format", "{{index .Config.Labels \"" + LABEL + "\"}}", id);
        return (container.ok()
                        ? container.out()
                        : attempt("network", "inspect", "--format", "{{index .Labels \"" + LABEL + "\"}}", id)
                                .out())
                .strip();
    }
}
