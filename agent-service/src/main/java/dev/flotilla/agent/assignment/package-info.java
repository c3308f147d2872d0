/** What the registry told this machine to run, as last accepted, and its copy on disk. */
@NullMarked
package dev.flotilla.agent.assignment;

import org.jspecify.annotations.NullMarked;
