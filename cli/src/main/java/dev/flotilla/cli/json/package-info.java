/** JSON as a tree, read and written. */
@NullMarked
package dev.flotilla.cli.json;

import org.jspecify.annotations.NullMarked;
