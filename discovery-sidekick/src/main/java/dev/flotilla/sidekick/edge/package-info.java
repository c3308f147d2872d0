/** Where the sidekick meets Quarkus, and the machine it runs on. */
@NullMarked
package dev.flotilla.sidekick.edge;

import org.jspecify.annotations.NullMarked;
