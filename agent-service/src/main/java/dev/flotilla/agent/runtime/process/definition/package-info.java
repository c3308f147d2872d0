/** Unit files as the process runtime understands them: what it honours, what it says it does not do, what it refuses. */
@NullMarked
package dev.flotilla.agent.runtime.process.definition;

import org.jspecify.annotations.NullMarked;
