package dev.flotilla.gateway.edge;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The gateway's settings. */
@ConfigMapping(prefix = "flotilla.gateway")
public interface GatewayConfig {
    /** Registry replicas, {@code host:port}, comma-separated. */
    @WithDefault("127.0.0.1:49152")
    String registry();

    /** For a call to the registry or an agent; 100 ms to 5 min. Below the 3 s that fleetctl waits by default. */
    @WithDefault("2500ms")
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

    /** Names by which clients reach this gateway, comma-separated; IP addresses and {@code localhost} always count. */
    Optional<List<String>> hosts();

    /** Where members of new etcd clusters meet. */
    Discovery discovery();

    /** What user-data for new machines says. */
    Bootstrap bootstrap();

    /** Bearer token to present to the registry and the agents. Default: none. */
    Optional<String> token();

    /** TLS to the registry and the agents. */
    Tls tls();

    /** Where members of new etcd clusters meet. */
    interface Discovery {
        /**
         * What discovery URLs begin with, such as {@code http://flotilla.example.com:49153}; to be set when there are
         * several gateways, or one behind a proxy. Default: as the caller of {@code /new} reached this one.
         */
        Optional<String> url();

        /** How long a discovery URL is good for; 10 min to 90 days. */
        @WithDefault("7d")
        Duration tokenLife();

        /** After so long a request that waits ends without news, and etcd sends it again; 1 s to 1 h. */
        @WithDefault("5m")
        Duration longestPoll();
    }

    /** What user-data for new machines says. */
    interface Bootstrap {
        /** {@code host:port} of the registry's replicas as new machines reach them. Default: as they advertise it. */
        Optional<List<String>> registry();

        /** Client URLs of etcd as new machines reach it. Default: as the registry reaches it. */
        Optional<List<String>> etcd();

        /** What stands before the images' names. */
        @WithDefault("flotilla/")
        String imagePrefix();

        /** The images' version. */
        @WithDefault("latest")
        String imageTag();
    }

    /** TLS to the registry and the agents; files are PEM. */
    interface Tls {
        /** Speak TLS. */
        @WithDefault("false")
        boolean enabled();

        /** Whose signatures on the certificates count. Default: the JDK's list. */
        Optional<Path> caFile();

        /** The gateway's own certificate; goes with the key. */
        Optional<Path> certFile();

        /** Its key, PKCS#8. */
        Optional<Path> keyFile();

        /** The name the certificates bear, when it is not the host of the endpoint. */
        Optional<String> serverName();
    }
}
