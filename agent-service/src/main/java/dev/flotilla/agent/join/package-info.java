/** How the machine becomes a member of its cluster, once, and what it keeps of that. */
@NullMarked
package dev.flotilla.agent.join;

import org.jspecify.annotations.NullMarked;
