/** The registry's records as the store keeps them: the protobuf messages of the contracts, output-only fields cleared. */
@NullMarked
package dev.flotilla.registry.record;

import org.jspecify.annotations.NullMarked;
