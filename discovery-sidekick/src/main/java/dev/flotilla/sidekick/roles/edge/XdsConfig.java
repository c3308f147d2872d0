package dev.flotilla.sidekick.roles.edge;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** {@code flotilla.sidekick.xds.*}: services for Envoy and for gRPC clients. */
@ConfigMapping(prefix = "flotilla.sidekick.xds")
interface XdsConfig {
    /** Serve xDS. */
    @WithDefault("false")
    boolean enabled();

    /** Where: {@code address:port}. */
    @WithDefault("127.0.0.1:49254")
    String listen();
}
