/** A cloud-config as a tree with positions, the one table of its keys, and the values read by it. */
@NullMarked
package dev.flotilla.cloudconfig.document;

import org.jspecify.annotations.NullMarked;
