/** Services: what sidekicks offer, kept in the store on their leases, and shown to whoever asks. */
@NullMarked
package dev.flotilla.registry.discovery;

import org.jspecify.annotations.NullMarked;
