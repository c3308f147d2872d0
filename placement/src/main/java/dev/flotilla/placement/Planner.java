package dev.flotilla.placement;

/**
 * Decides which units go where. Placements are sticky: a unit leaves its machine for a {@link Departure} only.
 *
 * <p>A unit goes to the machine that satisfies every constraint and scores best ({@link Weights}). Units bound together
 * by {@code MachineOf=} go together: the machine is chosen that takes the target and as many of its followers as
 * possible; later followers go to the target's machine or wait. While a target is on no machine, followers that are
 * placed stay where they are.
 *
 * <p>A new unit that {@code Replaces=} others takes the place of one of them; the other one gives way to a machine that
 * satisfies all its constraints, and when there is none stays, as in fleet.
 *
 * <p>Units of a lost machine that fit nowhere else are taken off it and wait with a reason, but not when no machine at
 * all is online: then it is the control plane that is cut off, and the placements are what the machines go on with.
 */
public final class Planner {
    /** No limit to the size of a plan. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    private final Weights weights;

    public Planner() {
        this(Weights.DEFAULT);
    }

    public Planner(Weights weights) {
        this.weights = weights;
    }

    /** All changes that the cluster needs; it is left as it was. */
    public Plan plan(Cluster cluster) {
        return plan(cluster, UNLIMITED);
    }

    /**
     * @param limit how many changes are enough for one plan, at least 1; a group of units is never split, so there may be
     *     a few more
     */
    public Plan plan(Cluster cluster, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("a plan has room for at least one change");
        }
        return new Pass(cluster, weights, limit).run();
    }
}
