/** Completion for shells. */
@NullMarked
package dev.flotilla.cli.completion;

import org.jspecify.annotations.NullMarked;
