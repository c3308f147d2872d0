/** The brake: when half of a cluster seems to be gone, moving everything to the other half is seldom the cure. */
@NullMarked
package dev.flotilla.registry.brake;

import org.jspecify.annotations.NullMarked;
