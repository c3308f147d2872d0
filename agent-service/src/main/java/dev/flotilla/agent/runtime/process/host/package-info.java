/** What supervising units needs of the operating system, as a small port: Linux, or a made-up machine in tests. */
@NullMarked
package dev.flotilla.agent.runtime.process.host;

import org.jspecify.annotations.NullMarked;
