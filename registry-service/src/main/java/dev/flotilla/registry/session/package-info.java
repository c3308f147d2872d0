/** Agents' lines to the registry: hello and welcome, heartbeats and states up, assignments down. */
@NullMarked
package dev.flotilla.registry.session;

import org.jspecify.annotations.NullMarked;
