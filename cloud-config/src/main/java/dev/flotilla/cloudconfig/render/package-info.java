/** User-data written for the machines of a cluster, by role. */
@NullMarked
package dev.flotilla.cloudconfig.render;

import org.jspecify.annotations.NullMarked;
