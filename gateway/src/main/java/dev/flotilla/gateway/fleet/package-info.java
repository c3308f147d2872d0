/** fleet's API v1: paths, paging, bodies and the mapping of its schema. */
@NullMarked
package dev.flotilla.gateway.fleet;

import org.jspecify.annotations.NullMarked;
