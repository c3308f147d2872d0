/** The processes of a cluster under load: how they are started, and what they use. */
@NullMarked
package dev.flotilla.benchmarks.process;

import org.jspecify.annotations.NullMarked;
