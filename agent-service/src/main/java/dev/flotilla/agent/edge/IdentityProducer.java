package dev.flotilla.agent.edge;

import dev.flotilla.agent.AgentIdentity;
import dev.flotilla.client.Endpoint;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.machine.Metadata;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Who this machine is: as configured, else as the machine says. */
@Singleton
final class IdentityProducer {
    private final AgentConfig config;
    private final String host;
    private final int port;
    private final String version;

    IdentityProducer(
            AgentConfig config,
            @ConfigProperty(name = "quarkus.grpc.server.host") String host,
            @ConfigProperty(name = "quarkus.grpc.server.port") int port,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.config = config;
        this.host = host;
        this.port = port;
        this.version = version;
    }

    @Produces
    @Singleton
    AgentIdentity identity() {
        String publicIp = config.publicIp().or(LocalMachine::address).orElse("127.0.0.1");
        return new AgentIdentity(
                machineId(),
                config.bootId()
                        .or(LocalMachine::bootId)
                        .orElseThrow(() -> Setting.wrong("boot-id", "is not set, and the kernel does not say one")),
                publicIp,
                metadata(),
                LocalMachine.capacity(),
                endpoint(publicIp),
                version);
    }

    private MachineId machineId() {
        String id = config.machineId()
                .or(LocalMachine::machineId)
                .orElseThrow(() -> Setting.wrong("machine-id", "is not set, and /etc/machine-id holds no valid id"));
        return Setting.read("machine-id", () -> new MachineId(id));
    }

    private Map<String, String> metadata() {
        return Setting.read("metadata", () -> Metadata.parse(config.metadata().orElse("")));
    }

    private String endpoint(String publicIp) {
        if (config.advertise().isPresent()) {
            return Setting.read(
                    "advertise", () -> Endpoint.parse(config.advertise().get()).toString());
        }
        boolean wildcard = host.equals("0.0.0.0") || host.equals("::");
        return port > 0 ? new Endpoint(wildcard ? publicIp : host, port).toString() : "";
    }
}
