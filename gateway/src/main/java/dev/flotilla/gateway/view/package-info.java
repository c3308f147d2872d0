/** The cluster's records as of one revision, and what is asked of them. */
@NullMarked
package dev.flotilla.gateway.view;

import org.jspecify.annotations.NullMarked;
