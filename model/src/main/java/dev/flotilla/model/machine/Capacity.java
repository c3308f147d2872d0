package dev.flotilla.model.machine;

/**
 * What a machine has to offer.
 *
 * @param cpus processor cores; 0 means not said
 * @param memoryBytes 0 means not said
 */
public record Capacity(double cpus, long memoryBytes) {
    public static final Capacity UNKNOWN = new Capacity(0, 0);

    public Capacity {
        if (!(cpus >= 0) || Double.isInfinite(cpus) || memoryBytes < 0) {
            throw new IllegalArgumentException("a capacity is finite and not negative");
        }
    }
}
