/** Where the agent meets Quarkus, gRPC, and the machine it runs on. */
@NullMarked
package dev.flotilla.agent.edge;

import org.jspecify.annotations.NullMarked;
