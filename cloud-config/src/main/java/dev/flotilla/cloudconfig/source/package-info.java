/** User-data as it arrives: gzip, MIME, scripts, Ignition, and the addresses put into its text. */
@NullMarked
package dev.flotilla.cloudconfig.source;

import org.jspecify.annotations.NullMarked;
