package dev.flotilla.benchmarks.load;

import dev.flotilla.benchmarks.load.hollow.HollowFleet;
import java.time.Duration;

/**
 * A cluster that scenarios play on, one after the other.
 *
 * @param plane the real services
 * @param fleet the hollow machines
 * @param units how many units the cluster runs once it is filled
 * @param heap of a registry that a scenario starts
 * @param period how long a scenario that has no end of its own goes on
 * @param rate units a second that come and go in a churn
 * @param warmUp units that come and go before anything counts
 */
public record Stage(
        ControlPlane plane, HollowFleet fleet, int units, String heap, Duration period, int rate, int warmUp) {
    /** Calls under way at the same time when as much as possible is wanted. */
    public static final int CONCURRENCY = 128;

    private static final Duration LOOK = Duration.ofMillis(20);

    /** The larger the cluster, the longer the longest patience: a slow one is to be measured, not refused. */
    public Duration patience() {
        return Duration.ofSeconds(120 + units / 100);
    }

    /** The n-th of the units that fill the cluster: instances of templates, 100 each. */
    public static String unit(long number) {
        return "app%d@%d.service".formatted(number / 100, number % 100);
    }

    /** Until the machines, together, were told to run exactly so many. */
    public void awaitUnits(long count) throws InterruptedException {
        long deadline = System.nanoTime() + patience().toNanos();
        while (fleet.assigned() != count) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the machines run " + fleet.assigned() + " units, not " + count);
            }
            Thread.sleep(LOOK);
        }
    }

    public ApiLoad api() {
        return new ApiLoad(plane.endpoints(), CONCURRENCY);
    }

    public Probe probe() {
        return new Probe(plane.endpoints(), read -> unit(read % units));
    }
}
