/**
 * The Java client of Flotilla's gRPC API. It speaks the words of the model; what goes over the wire stays inside. Start
 * at {@link dev.flotilla.client.FlotillaClient}.
 */
@NullMarked
package dev.flotilla.client;

import org.jspecify.annotations.NullMarked;
