/** Units: what users submit, change, destroy and read. */
@NullMarked
package dev.flotilla.registry.unit;

import org.jspecify.annotations.NullMarked;
