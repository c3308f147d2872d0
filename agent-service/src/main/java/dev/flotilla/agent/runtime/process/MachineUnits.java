package dev.flotilla.agent.runtime.process;

import dev.flotilla.agent.runtime.process.job.HostUnits;
import dev.flotilla.model.unit.UnitName;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Units that a systemd machine would have of its own. There is no systemd to ask: the targets that every running machine
 * has reached count as active, docker is asked itself, and of others nothing is known.
 */
final class MachineUnits implements HostUnits {
    private static final Set<String> REACHED = Set.of(
            "basic.target",
            "default.target",
            "getty.target",
            "graphical.target",
            "local-fs.target",
            "local-fs-pre.target",
            "multi-user.target",
            "network.target",
            "network-online.target",
            "network-pre.target",
            "nss-lookup.target",
            "nss-user-lookup.target",
            "paths.target",
            "remote-fs.target",
            "remote-fs-pre.target",
            "rpcbind.target",
            "slices.target",
            "sockets.target",
            "swap.target",
            "sysinit.target",
            "system.slice",
            "time-set.target",
            "time-sync.target",
            "timers.target",
            "user.slice",
            "-.slice");
    private static final Set<String> DOCKER = Set.of("docker.service", "docker.socket");

    private final Path dockerSocket;

    MachineUnits(Path dockerSocket) {
        this.dockerSocket = dockerSocket;
    }

    @Override
    public Optional<Boolean> isActive(UnitName name) {
        if (REACHED.contains(name.value())) {
            return Optional.of(true);
        }
        return DOCKER.contains(name.value()) ? Optional.of(dockerAnswers()) : Optional.empty();
    }

    private boolean dockerAnswers() {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(dockerSocket))) {
            return channel.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
