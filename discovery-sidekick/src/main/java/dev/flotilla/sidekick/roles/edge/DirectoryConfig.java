package dev.flotilla.sidekick.roles.edge;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** {@code flotilla.sidekick.directory.*}: what all roles work from. */
@ConfigMapping(prefix = "flotilla.sidekick.directory")
interface DirectoryConfig {
    /** How long instances are kept that a registry no longer knows when it comes back from an absence. */
    @WithDefault("15s")
    Duration hold();

    /** Where roles keep what must outlive the process. */
    @WithDefault("data/sidekick")
    Path state();
}
