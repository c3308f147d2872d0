/** A run over everything that commands do, from which the JVM's AOT cache is made; see cli/aot.sh. */
@NullMarked
package dev.flotilla.cli.training;

import org.jspecify.annotations.NullMarked;
