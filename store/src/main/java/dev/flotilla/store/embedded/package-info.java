@NullMarked
package dev.flotilla.store.embedded;

import org.jspecify.annotations.NullMarked;
