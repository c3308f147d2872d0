/**
 * Any program that reads a file kept in step: a template becomes the file, a check looks at it, a command makes the
 * program read it. What was good stays until there is something better.
 */
@NullMarked
package dev.flotilla.sidekick.template;

import org.jspecify.annotations.NullMarked;
