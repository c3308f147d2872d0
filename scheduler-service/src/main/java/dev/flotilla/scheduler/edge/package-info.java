/** Where the scheduler meets Quarkus and the registry's client. */
@NullMarked
package dev.flotilla.scheduler.edge;

import org.jspecify.annotations.NullMarked;
