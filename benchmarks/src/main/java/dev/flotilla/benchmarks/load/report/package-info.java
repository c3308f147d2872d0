/** Figures as tables and plots. */
@NullMarked
package dev.flotilla.benchmarks.load.report;

import org.jspecify.annotations.NullMarked;
