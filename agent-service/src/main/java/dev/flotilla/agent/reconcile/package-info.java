/**
 * From what is assigned and what the runtime has to what is to be done. {@link dev.flotilla.agent.reconcile.Decision} is
 * the rule for one unit, {@link dev.flotilla.agent.reconcile.Reconciler} carries it out.
 */
@NullMarked
package dev.flotilla.agent.reconcile;

import org.jspecify.annotations.NullMarked;
