/** {@code cloud-config}: checks, writes and applies a machine's first configuration. */
@NullMarked
package dev.flotilla.cli.cloudconfig;

import org.jspecify.annotations.NullMarked;
