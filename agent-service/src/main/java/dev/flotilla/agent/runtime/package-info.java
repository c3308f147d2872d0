/**
 * What an agent needs of whatever runs units on its machine: systemd over D-Bus, or processes supervised by the agent
 * itself. One contract suite ({@code RuntimeContract}) describes it for all of them.
 */
@NullMarked
package dev.flotilla.agent.runtime;

import org.jspecify.annotations.NullMarked;
