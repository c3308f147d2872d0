package dev.flotilla.sidekick.roles.edge;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code flotilla.sidekick.hook.<name>.*}: commands and requests for instances that come and go. */
@ConfigMapping(prefix = "flotilla.sidekick.hook")
interface HookConfig {
    @WithParentName
    Map<String, Hook> hooks();

    /** One hook: a command or an address. */
    interface Hook {
        /** A command line for the shell. */
        Optional<String> command();

        /** An http or https address that takes POSTs. */
        Optional<URI> url();

        /** Signs the bodies of requests. Default: they are not signed. */
        Optional<String> secret();

        /** Whose instances it is told of, separated by commas. Default: all. */
        Optional<Set<String>> services();

        /** How long one attempt may take. */
        @WithDefault("30s")
        Duration timeout();

        /** The pause after the first attempt that failed; twice as long after the next one. */
        @WithDefault("1s")
        Duration firstRetry();

        /** And so on up to this. */
        @WithDefault("1m")
        Duration longestRetry();
    }
}
