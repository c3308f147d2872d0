@NullMarked
package dev.flotilla.model.requirement;

import org.jspecify.annotations.NullMarked;
