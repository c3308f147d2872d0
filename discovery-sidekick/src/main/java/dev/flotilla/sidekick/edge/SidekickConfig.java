package dev.flotilla.sidekick.edge;

import dev.flotilla.sidekick.docker.ContainerSource;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** {@code flotilla.sidekick.*}: the settings of one machine's sidekick. An unknown key fails the start. */
@ConfigMapping(prefix = "flotilla.sidekick")
interface SidekickConfig {
    /** The registry's replicas: {@code host:port}, several separated by commas. */
    @WithDefault("127.0.0.1:49152")
    String registry();

    /** The machine's agent: {@code host:port} of its gRPC server. */
    @WithDefault("127.0.0.1:49162")
    String agent();

    /** Announce what this machine offers. Without, the sidekick only plays its other roles, and needs no agent. */
    @WithDefault("true")
    boolean announce();

    /** What {@code %H} is, and the first part of registrator's ids. Default: the machine's host name. */
    Optional<String> hostName();

    /** The machine's container engine. */
    Docker docker();

    /** Bearer token to present to the registry. Default: none. */
    Optional<String> token();

    /** TLS to the registry. */
    Tls tls();

    /** The machine's container engine, Docker or one with its API. */
    interface Docker {
        /** Ask it: for the ports of units' containers, and for containers to publish. */
        @WithDefault("true")
        boolean enabled();

        /** Where it listens. */
        @WithDefault("/var/run/docker.sock")
        Path socket();

        /**
         * Containers without a unit to publish by registrator's rules: {@code marked} (those with SERVICE_... in their
         * environment or labels), {@code all} (with ports on the host, as registrator does) or {@code none}.
         */
        @WithDefault("marked")
        ContainerSource.Which containers();
    }

    /** TLS to the registry; files are PEM. */
    interface Tls {
        /** Speak TLS. */
        @WithDefault("false")
        boolean enabled();

        /** Whose signatures on the registry's certificates count. Default: the JDK's list. */
        Optional<Path> caFile();

        /** The sidekick's own certificate; goes with the key. */
        Optional<Path> certFile();

        /** Its key, PKCS#8. */
        Optional<Path> keyFile();

        /** The name the registry's certificates bear, when it is not the host of the endpoint. */
        Optional<String> serverName();
    }
}
