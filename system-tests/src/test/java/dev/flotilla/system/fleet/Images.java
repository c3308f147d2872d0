package dev.flotilla.system.fleet;

import dev.flotilla.system.Launcher;
import java.time.Duration;
import java.util.Map;

/** Our images, built of this checkout by {@code ./flotilla images} once in a JVM; quick when nothing has changed. */
final class Images {
    private static final String PREFIX = "flotilla-test";
    /** Checkouts side by side have images of their own. */
    private static final String TAG =
            Integer.toHexString(Launcher.ROOT.toString().hashCode());

    private static boolean built;

    private Images() {}

    /** The full name of {@code registry}, {@code machine}, {@code etcd} ... */
    static synchronized String of(String name) {
        if (!built) {
            new Launcher(Map.of())
                    .run(Duration.ofMinutes(15), "images", "--prefix", PREFIX, "--tag", TAG)
                    .succeeded();
            built = true;
        }
        return PREFIX + "/" + name + ":" + TAG;
    }
}
