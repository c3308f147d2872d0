@NullMarked
package dev.flotilla.model.placement;

import org.jspecify.annotations.NullMarked;
