/** What is printed: columns as Go's tabwriter aligns them, JSON, choice of fields. */
@NullMarked
package dev.flotilla.cli.output;

import org.jspecify.annotations.NullMarked;
