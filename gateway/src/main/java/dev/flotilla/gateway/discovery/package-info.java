/** etcd's discovery protocol (v2), as discovery.etcd.io spoke it, answered from the registry. */
@NullMarked
package dev.flotilla.gateway.discovery;

import org.jspecify.annotations.NullMarked;
