/** How machines become members: join tokens, the identities they buy, and whether a session needs one. */
@NullMarked
package dev.flotilla.registry.join;

import org.jspecify.annotations.NullMarked;
