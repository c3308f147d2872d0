/** What the machine's own processes announce. */
@NullMarked
package dev.flotilla.sidekick.announce;

import org.jspecify.annotations.NullMarked;
