/** What callers ask of one unit: writes, checks, status. */
@NullMarked
package dev.flotilla.gateway.unit;

import org.jspecify.annotations.NullMarked;
