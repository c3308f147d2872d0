/**
 * Where everything can be reached, as last heard: the one picture that DNS, load balancers and hooks work from. It
 * outlives the registry's absence, marked as old.
 */
@NullMarked
package dev.flotilla.sidekick.directory;

import org.jspecify.annotations.NullMarked;
