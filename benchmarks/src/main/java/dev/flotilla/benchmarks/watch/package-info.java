/** What it costs the registry to tell its followers of a change. */
@NullMarked
package dev.flotilla.benchmarks.watch;

import org.jspecify.annotations.NullMarked;
