/** systemd's value syntax that more than one module needs: command lines, assignments, time spans, specifiers. */
@NullMarked
package dev.flotilla.model.command;

import org.jspecify.annotations.NullMarked;
