/** What the gateway asks of the cluster: a port, met by the registry's client at the edge. */
@NullMarked
package dev.flotilla.gateway.cluster;

import org.jspecify.annotations.NullMarked;
