/** The shapes of /v1: units, machines, states, reasons, problems, log lines. */
@NullMarked
package dev.flotilla.gateway.api;

import org.jspecify.annotations.NullMarked;
