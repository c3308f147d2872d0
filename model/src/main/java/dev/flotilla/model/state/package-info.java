@NullMarked
package dev.flotilla.model.state;

import org.jspecify.annotations.NullMarked;
