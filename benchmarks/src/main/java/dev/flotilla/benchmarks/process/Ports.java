package dev.flotilla.benchmarks.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free ports on loopback, all below the range that the kernel hands out to connections: while a service is down, nobody
 * else gets its port.
 */
public final class Ports {
    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 32_000;

    private int next;

    private Ports(int first) {
        this.next = first;
    }

    /** Somewhere; runs beside each other seldom meet, and step aside when they do. */
    public static Ports anywhere() {
        return new Ports(ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST - 1_000));
    }

    /** The next port that is free. */
    public int next() {
        while (!isFree(next)) {
            next++;
        }
        return next++;
    }

    private static boolean isFree(int port) {
        try (var probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
