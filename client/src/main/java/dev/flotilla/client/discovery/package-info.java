/** Services: who offers what, listed and watched; and a sidekick's line to the registry. */
@NullMarked
package dev.flotilla.client.discovery;

import org.jspecify.annotations.NullMarked;
