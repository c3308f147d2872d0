/**
 * A runtime that supervises processes itself: for a laptop or a container without systemd. What it honours is in
 * docs/reference/process-runtime.md.
 */
@NullMarked
package dev.flotilla.agent.runtime.process;

import org.jspecify.annotations.NullMarked;
