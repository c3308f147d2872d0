/** From what is to what should be: passes, plans, commits. */
@NullMarked
package dev.flotilla.scheduler.reconcile;

import org.jspecify.annotations.NullMarked;
