/** Services: where running units can be reached. */
@NullMarked
package dev.flotilla.cli.service;

import org.jspecify.annotations.NullMarked;
