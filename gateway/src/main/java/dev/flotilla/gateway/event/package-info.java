/** What happened, in sentences: derived from the watch, kept for a while, handed to whoever listens. */
@NullMarked
package dev.flotilla.gateway.event;

import org.jspecify.annotations.NullMarked;
