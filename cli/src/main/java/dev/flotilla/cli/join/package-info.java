/** What machines join by. */
@NullMarked
package dev.flotilla.cli.join;

import org.jspecify.annotations.NullMarked;
