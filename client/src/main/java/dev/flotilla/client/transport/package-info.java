/** Channels to the registry's replicas, failover between them, deadlines. Of use to the client alone. */
@NullMarked
package dev.flotilla.client.transport;

import org.jspecify.annotations.NullMarked;
