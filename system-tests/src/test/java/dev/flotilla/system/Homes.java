package dev.flotilla.system;

import dev.flotilla.system.fleet.Owner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The folders of local clusters, each named after the JVM that it belongs to. */
final class Homes {
    private static final String PREFIX = "flotilla-system-";
    private static final Pattern NAME = Pattern.compile(PREFIX + "(?<owner>\\d+@.+)-\\d+");

    private static boolean swept;

    private Homes() {}

    /** An empty one. Clusters of JVMs that were killed before they could are taken down first: they hold the same ports. */
    static synchronized Path create() throws IOException {
        if (!swept) {
            takeDownOrphans();
            swept = true;
        }
        return Files.createTempDirectory(PREFIX + Owner.self() + "-");
    }

    private static void takeDownOrphans() throws IOException {
        try (var homes = Files.newDirectoryStream(Path.of(System.getProperty("java.io.tmpdir")), PREFIX + "*")) {
            for (Path home : homes) {
                Matcher name = NAME.matcher(home.getFileName().toString());
                if (name.matches() && !Owner.isAlive(name.group("owner"))) {
                    new Launcher(Map.of("FLOTILLA_HOME", home.toString()))
                            .run(Duration.ofMinutes(1), "down", "--wipe")
                            .succeeded();
                }
            }
        }
    }
}
