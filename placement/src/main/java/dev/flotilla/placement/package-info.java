/**
 * Where a unit may run, where it runs best, and why.
 *
 * <p>{@link dev.flotilla.placement.Cluster} is the state of a cluster, kept up to date record by record;
 * {@link dev.flotilla.placement.Planner} turns it into a {@link dev.flotilla.placement.Plan}. The plan depends on the
 * state alone, never on the order in which it was learnt nor on earlier plans.
 */
@NullMarked
package dev.flotilla.placement;

import org.jspecify.annotations.NullMarked;
