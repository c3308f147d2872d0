/** Following the cluster's records: a snapshot, then every change, over lost connections and replicas. */
@NullMarked
package dev.flotilla.client.watch;

import org.jspecify.annotations.NullMarked;
