package dev.flotilla.registry.discovery;

import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineStatus;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether what an instance says of itself can be true for others. A loopback address means every machine's own: it is good
 * for a cluster of one machine, and for one whose machines all have loopback addresses, because they are one host.
 */
public final class Reachability {
    private Reachability() {}

    /** Why the instance is not to be published; empty when nothing speaks against it. */
    static Optional<String> objection(Instance instance, Collection<Machine> machines) {
        return objection(instance.host(), machines)
                .map(words -> "host " + words + ": set Host=, or the agent's public-ip");
    }

    /** What speaks against a host in a cluster of these machines; empty when nothing does. */
    public static Optional<String> objection(String host, Collection<Machine> machines) {
        if (!isLoopback(host)) {
            return Optional.empty();
        }
        return machines.stream()
                .filter(machine -> machines.size() > 1)
                .filter(machine -> machine.status() != MachineStatus.LOST && !isLocal(machine))
                .findFirst()
                .map(other -> host + " is a loopback address, of no use to the other machines (" + other.primaryIp()
                        + " for one)");
    }

    private static boolean isLocal(Machine machine) {
        return machine.primaryIp().isEmpty() || isLoopback(machine.primaryIp());
    }

    static boolean isLoopback(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.startsWith("127.")
                || name.equals("localhost")
                || name.endsWith(".localhost")
                || name.equals("::1")
                || name.equals("0.0.0.0")
                || name.equals("::");
    }
}
