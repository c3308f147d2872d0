/**
 * The directory as a DNS zone: an authoritative name server for {@code services.<domain>} that answers from memory, over
 * UDP and TCP.
 */
@NullMarked
package dev.flotilla.sidekick.dns;

import org.jspecify.annotations.NullMarked;
