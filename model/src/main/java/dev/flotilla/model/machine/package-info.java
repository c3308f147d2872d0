@NullMarked
package dev.flotilla.model.machine;

import org.jspecify.annotations.NullMarked;
