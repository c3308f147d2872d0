package dev.flotilla.benchmarks.systemd;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Docker's command line. */
final class Docker {
    /** How long a machine may take to shut down. */
    private static final String SECONDS_TO_STOP = "30";

    private Docker() {}

    static String docker(String... words) {
        return Shell.run(with(List.of("docker"), words));
    }

    /** Runs a program in a container and returns what it printed. */
    static String exec(String container, String... command) {
        return Shell.run(with(List.of("docker", "exec", container), command));
    }

    /** Whether a program succeeds in a container. */
    static boolean attempt(String container, String... command) {
        try {
            exec(container, command);
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /** The plug is pulled: SIGKILL for every process in it. */
    static void kill(String container) {
        docker("kill", container);
    }

    /** Returns when it is off; for a machine this is a shutdown in good order. */
    static void stop(String container) {
        docker("stop", "-t", SECONDS_TO_STOP, container);
    }

    /** After a kill or a stop; its files are as they were. */
    static void start(String container) {
        docker("start", container);
    }

    private static List<String> with(List<String> first, String... more) {
        return Stream.concat(first.stream(), Arrays.stream(more)).toList();
    }
}
