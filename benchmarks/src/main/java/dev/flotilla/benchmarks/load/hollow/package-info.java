/** Machines without a runtime: real sessions over real gRPC, units that run at once. */
@NullMarked
package dev.flotilla.benchmarks.load.hollow;

import org.jspecify.annotations.NullMarked;
