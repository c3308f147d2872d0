/**
 * The records of services once more, in the formats of programs that read the store themselves: CoreDNS and SkyDNS, Traefik.
 * Each copy lives on its record's lease.
 */
@NullMarked
package dev.flotilla.registry.mirror;

import org.jspecify.annotations.NullMarked;
