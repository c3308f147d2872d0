/**
 * The directory as an xDS control plane: endpoints for Envoy, and all that a gRPC client needs to balance over the
 * instances of {@code xds:///website} by itself.
 */
@NullMarked
package dev.flotilla.sidekick.xds.edge;

import org.jspecify.annotations.NullMarked;
