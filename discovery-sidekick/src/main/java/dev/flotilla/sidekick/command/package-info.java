/** Commands of other people's making, run with a limit and told apart by how they ended. */
@NullMarked
package dev.flotilla.sidekick.command;

import org.jspecify.annotations.NullMarked;
