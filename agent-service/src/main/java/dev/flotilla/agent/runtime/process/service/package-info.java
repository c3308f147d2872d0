/**
 * The life of a service: a transition table that says, for each state and event, the next state and what is to be done.
 * It follows systemd's service.c; it is pure, so that every combination can be tried without a process.
 */
@NullMarked
package dev.flotilla.agent.runtime.process.service;

import org.jspecify.annotations.NullMarked;
