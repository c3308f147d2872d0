/** A registry on a virtual clock and a store in memory: the tests' laboratory. */
@NullMarked
package dev.flotilla.registry.testing;

import org.jspecify.annotations.NullMarked;
