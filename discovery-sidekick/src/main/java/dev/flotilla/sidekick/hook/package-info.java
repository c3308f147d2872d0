/**
 * Anything that takes a command or an HTTP request kept in step: each instance that comes or goes is told at least once,
 * in order, until it was taken, across restarts.
 */
@NullMarked
package dev.flotilla.sidekick.hook;

import org.jspecify.annotations.NullMarked;
