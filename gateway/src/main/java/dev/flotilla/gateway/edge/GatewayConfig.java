package dev.flotilla.gateway.edge;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The gateway's settings. */
@ConfigMapping(prefix = "flotilla.gateway")
public interface GatewayConfig {
    /** Registry replicas, {@code host:port}, comma-separated. */
    @WithDefault("127.0.0.1:49152")
    String registry();

    /** For a call to the registry or an agent; 100 ms to 5 min. */
    @WithDefault("5s")
    Duration requestTimeout();

    /** Largest request body; 512K to 64M. */
    @WithDefault("2M")
    MemorySize maxBody();

    /** Events kept for those who resume; 100 to 1,000,000. */
    @WithDefault("10000")
    int eventHistory();

    /** Between comment lines on a silent event stream; 1 s to 5 min. */
    @WithDefault("15s")
    Duration eventHeartbeat();
}
