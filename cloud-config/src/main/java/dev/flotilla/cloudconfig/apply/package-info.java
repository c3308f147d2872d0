/** A cloud-config made true on a machine: a plan first, then each step whole or not at all. */
@NullMarked
package dev.flotilla.cloudconfig.apply;

import org.jspecify.annotations.NullMarked;
