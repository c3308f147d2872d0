package dev.flotilla.sidekick.roles.edge;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** {@code flotilla.sidekick.template.<name>.*}: files made from templates. */
@ConfigMapping(prefix = "flotilla.sidekick.template")
interface TemplateConfig {
    @WithParentName
    Map<String, Template> templates();

    /** One file. */
    interface Template {
        /** The template. */
        Path source();

        /** The file it becomes; an absolute path in a directory that exists. */
        Path destination();

        /** Its permissions, such as 0640. Default: those it has; 0644 for a new one. */
        Optional<String> mode();

        /** Looks at the new file, {@code {src}}, before it takes its place. Default: no check. */
        Optional<String> check();

        /** Makes the program read it. Default: nobody is told. */
        Optional<String> reload();

        /** Nothing has changed for this long. */
        @WithDefault("200ms")
        Duration quiet();

        /** Waited for this long, though it goes on changing. */
        @WithDefault("2s")
        Duration longestWait();

        /** How long the check and the reload may each run. */
        @WithDefault("30s")
        Duration timeout();
    }
}
