package dev.flotilla.scheduler.edge;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** {@code flotilla.scheduler.*}: the settings of a scheduler. An unknown key fails the start. */
@ConfigMapping(prefix = "flotilla.scheduler")
interface SchedulerConfig {
    /** The registry's replicas: {@code host:port}, several separated by commas. */
    @WithDefault("127.0.0.1:49152")
    String registry();

    /** What this scheduler is called in the election; unique among the schedulers. Default: the host's name and a random number. */
    Optional<String> candidate();

    /** How long the leadership outlives a leader that is not heard of: 2 s to 60 s. */
    @WithDefault("3s")
    Duration leaseTtl();

    /** How often the leader looks at everything, whatever it has heard: 1 s to 1 h. */
    @WithDefault("30s")
    Duration tick();

    /** Bearer token to present to the registry. Default: none. */
    Optional<String> token();

    /** TLS to the registry. */
    Tls tls();

    /** TLS to the registry; files are PEM. */
    interface Tls {
        /** Speak TLS. */
        @WithDefault("false")
        boolean enabled();

        /** Whose signatures on the registry's certificates count. Default: the JDK's list. */
        Optional<Path> caFile();

        /** The scheduler's own certificate; goes with the key. */
        Optional<Path> certFile();

        /** Its key, PKCS#8. */
        Optional<Path> keyFile();

        /** The name the registry's certificates bear, when it is not the host of the endpoint. */
        Optional<String> serverName();
    }
}
