/** What is done to the cluster while its figures are taken. */
@NullMarked
package dev.flotilla.benchmarks.load.scenario;

import org.jspecify.annotations.NullMarked;
