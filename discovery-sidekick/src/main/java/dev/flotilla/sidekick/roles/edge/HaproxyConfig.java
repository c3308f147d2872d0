package dev.flotilla.sidekick.roles.edge;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code flotilla.sidekick.haproxy.*}: HAProxy through its runtime socket, without reloads. */
@ConfigMapping(prefix = "flotilla.sidekick.haproxy")
interface HaproxyConfig {
    /** Runtime sockets, one for each HAProxy: a path or {@code host:port}; several separated by commas. Default: none. */
    Optional<List<String>> sockets();

    /** {@code backends.<backend>=<service>}: which service each backend follows. */
    Map<String, String> backends();

    /** How often slots are looked at though nothing changed: 1 s to 1 h. A reloaded HAProxy has forgotten them. */
    @WithDefault("2s")
    Duration resync();

    /** How long a socket may take to answer: 100 ms to 1 min. */
    @WithDefault("2s")
    Duration timeout();
}
