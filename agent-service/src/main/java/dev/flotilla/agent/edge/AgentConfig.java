package dev.flotilla.agent.edge;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** {@code flotilla.agent.*}: the settings of one machine's agent. An unknown key fails the start. */
@ConfigMapping(prefix = "flotilla.agent")
interface AgentConfig {
    /** The registry's replicas: {@code host:port}, several separated by commas. */
    @WithDefault("127.0.0.1:49152")
    String registry();

    /** What names this machine in the cluster. Default: the content of {@code /etc/machine-id}. */
    Optional<String> machineId();

    /** Changes with each boot of the machine. Default: the kernel's. */
    Optional<String> bootId();

    /** The address other machines reach this one at. Default: the first one that is not loopback. */
    Optional<String> publicIp();

    /** The machine's metadata: {@code disk=ssd,region=us-east-1}. Default: none. */
    Optional<String> metadata();

    /** Where the agent keeps what it was told to run, and its runtime the logs. Created when missing. */
    @WithDefault("/var/lib/flotilla/agent")
    Path dataDir();

    /**
     * What has to outlive the agent, but not the machine: many small writes with each start, for which a file system in
     * memory serves best, as {@code /run}. It must stay when the agent stops. Created when missing. Default: in the data
     * directory.
     */
    Optional<Path> runDir();

    /** What runs the units: {@code process} (supervised by the agent itself) or {@code systemd}. */
    @WithDefault("process")
    RuntimeKind runtime();

    /** What the systemd runtime needs to know. */
    Systemd systemd();

    /**
     * {@code host:port} at which the gateway reaches this agent's gRPC server. Default: where the server listens, with
     * the public IP in place of a wildcard address.
     */
    Optional<String> advertise();

    /**
     * The token to join the cluster by, once: afterwards the machine is known by a credential of its own, kept in the data
     * directory. Needed where the registry has {@code flotilla.registry.join=token}. Default: none.
     */
    Optional<String> joinToken();

    /** The file the join token is in, instead. */
    Optional<Path> joinTokenFile();

    /** Bearer token to present to the registry. Default: none. */
    Optional<String> token();

    /** TLS to the registry. */
    Tls tls();

    /**
     * When true, an agent that is told to stop (SIGTERM) tells the registry that the machine leaves: after stopping its
     * units, which are placed elsewhere at once. When false, the default, units run on and the agent is expected back.
     */
    @WithDefault("false")
    boolean leaveOnStop();

    /** How long units may take to stop when the machine leaves. */
    @WithDefault("30s")
    Duration leaveTimeout();

    /** TLS to the registry; files are PEM. */
    interface Tls {
        /** Speak TLS. */
        @WithDefault("false")
        boolean enabled();

        /** Whose signatures on the registry's certificates count. Default: the JDK's list. */
        Optional<Path> caFile();

        /** The agent's own certificate; goes with the key. */
        Optional<Path> certFile();

        /** Its key, PKCS#8. */
        Optional<Path> keyFile();

        /** The name the registry's certificates bear, when it is not the host of the endpoint. */
        Optional<String> serverName();
    }

    /** The systemd runtime. */
    interface Systemd {
        /**
         * Where unit files are kept: a directory of the agent's own, under the same path for systemd, emptied by a boot.
         */
        @WithDefault("/run/flotilla/units")
        Path unitDir();

        /** Address of the bus that systemd is on. */
        @WithDefault("unix:path=/run/dbus/system_bus_socket")
        String busAddress();
    }

    /** The runtimes there are. */
    enum RuntimeKind {
        PROCESS,
        SYSTEMD
    }
}
