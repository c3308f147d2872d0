/** The scheduler's decisions: checked, committed, explained. */
@NullMarked
package dev.flotilla.registry.placement;

import org.jspecify.annotations.NullMarked;
