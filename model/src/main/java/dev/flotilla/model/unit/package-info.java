@NullMarked
package dev.flotilla.model.unit;

import org.jspecify.annotations.NullMarked;
