@NullMarked
package dev.flotilla.store.etcd;

import org.jspecify.annotations.NullMarked;
