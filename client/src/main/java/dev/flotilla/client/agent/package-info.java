/** One machine's agent, asked directly for status and logs. */
@NullMarked
package dev.flotilla.client.agent;

import org.jspecify.annotations.NullMarked;
