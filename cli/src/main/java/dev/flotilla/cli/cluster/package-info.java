/** The commands on the cluster as a whole: why, what happened, the brake. */
@NullMarked
package dev.flotilla.cli.cluster;

import org.jspecify.annotations.NullMarked;
