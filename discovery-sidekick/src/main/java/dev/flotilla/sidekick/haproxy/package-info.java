/**
 * HAProxy kept in step through its runtime socket: each instance of a service takes one of a backend's server slots, and
 * nothing is reloaded.
 */
@NullMarked
package dev.flotilla.sidekick.haproxy;

import org.jspecify.annotations.NullMarked;
