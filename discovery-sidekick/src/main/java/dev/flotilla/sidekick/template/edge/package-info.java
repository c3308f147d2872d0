/** The template language: Qute. */
@NullMarked
package dev.flotilla.sidekick.template.edge;

import org.jspecify.annotations.NullMarked;
