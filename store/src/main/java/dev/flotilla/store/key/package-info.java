/** Every key that Flotilla stores, in one class: {@link dev.flotilla.store.key.KeyScheme}. */
@NullMarked
package dev.flotilla.store.key;

import org.jspecify.annotations.NullMarked;
