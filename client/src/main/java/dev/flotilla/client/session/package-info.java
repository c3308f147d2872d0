/** An agent's line to the registry: the messages in words of the model, and the stream that carries them. */
@NullMarked
package dev.flotilla.client.session;

import org.jspecify.annotations.NullMarked;
