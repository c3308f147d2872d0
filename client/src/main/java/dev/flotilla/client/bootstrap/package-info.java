/** How clusters and machines come into being: discovery tokens of etcd, join tokens. */
@NullMarked
package dev.flotilla.client.bootstrap;

import org.jspecify.annotations.NullMarked;
