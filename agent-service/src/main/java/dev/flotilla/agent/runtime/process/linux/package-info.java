/**
 * The few calls to Linux that the Java platform has no word for: spawning with a session of its own, signals, exits of
 * processes that are not children, datagrams with their sender's credentials, file change notices. Reached through
 * {@code java.lang.foreign}; needs Linux 5.3 and glibc 2.34 or newer, on a 64-bit processor.
 */
@NullMarked
package dev.flotilla.agent.runtime.process.linux;

import org.jspecify.annotations.NullMarked;
