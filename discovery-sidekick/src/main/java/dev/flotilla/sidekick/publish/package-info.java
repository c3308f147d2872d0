/** The line to the registry: what is offered, kept there. */
@NullMarked
package dev.flotilla.sidekick.publish;

import org.jspecify.annotations.NullMarked;
