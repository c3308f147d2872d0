/** What the scheduler needs of the control plane. */
@NullMarked
package dev.flotilla.scheduler.controlplane;

import org.jspecify.annotations.NullMarked;
