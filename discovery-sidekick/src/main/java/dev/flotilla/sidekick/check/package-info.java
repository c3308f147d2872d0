/** Whether what is offered can be used. */
@NullMarked
package dev.flotilla.sidekick.check;

import org.jspecify.annotations.NullMarked;
