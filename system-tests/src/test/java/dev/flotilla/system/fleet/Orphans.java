package dev.flotilla.system.fleet;

import static dev.flotilla.system.fleet.Docker.attempt;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What bears no label of ours, but the number of its JVM in its name: compose projects, and images. */
final class Orphans {
    private static final String PROJECT = "com.docker.compose.project";
    private static final Pattern COMPOSED = Pattern.compile("(?<name>\\S+) flotilla-test-(?<pid>\\d+)-compose");
    private static final Pattern IMAGE = Pattern.compile(
            "(?<name>(?:flotilla-test-|localhost:1/flotilla/\\w+:booted-)(?<pid>\\d+)(?:/bootable:\\S+)?)");

    private Orphans() {}

    /** Removes those whose JVM is no more. */
    static void remove() {
        removeComposed(List.of("ps", "-a"), "{{.ID}}", List.of("rm", "-f", "-v"));
        removeComposed(List.of("network", "ls"), "{{.ID}}", List.of("network", "rm"));
        removeComposed(List.of("volume", "ls"), "{{.Name}}", List.of("volume", "rm"));
        remove(List.of("images", "--format", "{{.Repository}}:{{.Tag}}"), IMAGE, List.of("rmi"));
    }

    private static void removeComposed(List<String> list, String name, List<String> removal) {
        var line = new ArrayList<>(list);
        line.addAll(List.of("--filter", "label=" + PROJECT, "--format", name + " {{.Label \"" + PROJECT + "\"}}"));
        remove(line, COMPOSED, removal);
    }

    private static void remove(List<String> list, Pattern ours, List<String> removal) {
        attempt(list)
                .out()
                .lines()
                .map(ours::matcher)
                .filter(Matcher::matches)
                .filter(found ->
                        ProcessHandle.of(Long.parseLong(found.group("pid"))).isEmpty())
                .forEach(found -> {
                    var line = new ArrayList<>(removal);
                    line.add(found.group("name"));
                    attempt(line);
                });
    }
}
