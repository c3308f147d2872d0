/** The one door through which the registry writes to its store. */
@NullMarked
package dev.flotilla.registry.commit;

import org.jspecify.annotations.NullMarked;
