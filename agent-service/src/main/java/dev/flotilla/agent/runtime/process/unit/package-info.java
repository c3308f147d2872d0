/** Units as they live on this machine: their processes, what is remembered of them on disk, what is told of them. */
@NullMarked
package dev.flotilla.agent.runtime.process.unit;

import org.jspecify.annotations.NullMarked;
