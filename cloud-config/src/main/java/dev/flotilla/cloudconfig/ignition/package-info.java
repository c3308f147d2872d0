/** The same configuration for machines that boot from Ignition: as Ignition's JSON and as Butane. */
@NullMarked
package dev.flotilla.cloudconfig.ignition;

import org.jspecify.annotations.NullMarked;
