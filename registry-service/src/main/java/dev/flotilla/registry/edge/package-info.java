/** The registry on the network: Quarkus, gRPC, configuration, health and metrics. */
@NullMarked
package dev.flotilla.registry.edge;

import org.jspecify.annotations.NullMarked;
