/** One machine's sidekick: publishes what runs, withdraws what stopped. */
@NullMarked
package dev.flotilla.sidekick;

import org.jspecify.annotations.NullMarked;
