/** What new machines need: join tokens, and user-data made from the cluster's own settings. */
@NullMarked
package dev.flotilla.gateway.bootstrap;

import org.jspecify.annotations.NullMarked;
