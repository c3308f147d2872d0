@NullMarked
package dev.flotilla.model.error;

import org.jspecify.annotations.NullMarked;
