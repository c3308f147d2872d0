/** HTTP, configuration, health, figures and the client of the registry. */
@NullMarked
package dev.flotilla.gateway.edge;

import org.jspecify.annotations.NullMarked;
