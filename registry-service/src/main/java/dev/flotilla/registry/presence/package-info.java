/** Who is alive: deadlines in memory, and the few writes when somebody is not. */
@NullMarked
package dev.flotilla.registry.presence;

import org.jspecify.annotations.NullMarked;
