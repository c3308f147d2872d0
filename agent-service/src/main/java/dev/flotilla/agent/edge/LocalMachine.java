package dev.flotilla.agent.edge;

import com.sun.management.OperatingSystemMXBean;
import dev.flotilla.model.machine.Capacity;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** What the machine says about itself. */
final class LocalMachine {
    private static final Path MACHINE_ID = Path.of("/etc/machine-id");
    private static final Path UPTIME = Path.of("/proc/uptime");
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private LocalMachine() {}

    /** machine-id(5); empty when the machine has none, or one that is not set up yet. */
    static Optional<String> machineId() {
        return firstLine(MACHINE_ID).filter(id -> id.matches("[0-9a-f]{32}"));
    }

    static Optional<String> bootId() {
        return firstLine(BOOT_ID).map(id -> id.replace("-", ""));
    }

    /** Since the boot; goes on whatever process looks at it. */
    static Optional<Duration> uptime() {
        return firstLine(UPTIME).map(line -> line.split(" ", 2)[0]).map(LocalMachine::seconds);
    }

    private static Duration seconds(String decimal) {
        return Duration.ofMillis(new BigDecimal(decimal).movePointRight(3).longValue());
    }

    /** The first IPv4 address of an interface that is up and not loopback. */
    static Optional<String> address() {
        try (Stream<NetworkInterface> interfaces = NetworkInterface.networkInterfaces()) {
            return interfaces
                    .filter(LocalMachine::isUsable)
                    .sorted(Comparator.comparingInt(NetworkInterface::getIndex))
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> address instanceof Inet4Address && !address.isLinkLocalAddress())
                    .map(address -> address.getHostAddress())
                    .findFirst();
        } catch (SocketException e) {
            return Optional.empty();
        }
    }

    static Capacity capacity() {
        long memory = ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? Math.max(0, system.getTotalMemorySize())
                : 0;
        return new Capacity(Runtime.getRuntime().availableProcessors(), memory);
    }

    private static boolean isUsable(NetworkInterface candidate) {
        try {
            return candidate.isUp() && !candidate.isLoopback();
        } catch (SocketException e) {
            return false;
        }
    }

    private static Optional<String> firstLine(Path file) {
        try {
            return Files.readAllLines(file).stream().map(String::strip).findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
