package dev.flotilla.placement;

import dev.flotilla.model.machine.Capacity;
import dev.flotilla.model.requirement.Requirements;

/**
 * Reserved resources, in whole numbers so that sums do not depend on their order.
 *
 * @param microCpus millionths of a processor core
 */
record Reserved(long microCpus, long memoryBytes) {
    static final Reserved NONE = new Reserved(0, 0);

    static Reserved of(Requirements requirements) {
        var resources = requirements.reserved();
        return resources.cpus() == 0 && resources.memoryBytes() == 0
                ? NONE
                : new Reserved(micro(resources.cpus()), resources.memoryBytes());
    }

    private static long micro(double cpus) {
        return Math.round(cpus * 1_000_000);
    }

    boolean isNone() {
        return microCpus == 0 && memoryBytes == 0;
    }

    /** With so many times the other one. */
    Reserved plus(Reserved other, int times) {
        return other.isNone()
                ? this
                : new Reserved(microCpus + times * other.microCpus, memoryBytes + times * other.memoryBytes);
    }

    /** A capacity that is not known is never too small. */
    boolean cpusFit(Capacity capacity) {
        return capacity.cpus() == 0 || microCpus <= micro(capacity.cpus());
    }

    boolean memoryFits(Capacity capacity) {
        return capacity.memoryBytes() == 0 || memoryBytes <= capacity.memoryBytes();
    }

    /** The share of the scarcer resource, 0 to 1; 0 when no capacity is known. */
    double shareOf(Capacity capacity) {
        double cpus = capacity.cpus() == 0 ? 0 : microCpus / (capacity.cpus() * 1_000_000);
        double memory = capacity.memoryBytes() == 0 ? 0 : (double) memoryBytes / capacity.memoryBytes();
        return Math.min(1, Math.max(cpus, memory));
    }
}
