/**
 * The store in an etcd cluster (3.4 or newer), through jetcd. What is ours on top of it: deadlines on every call, the
 * distinction of refused from unknown commits, paging at one revision, and watches that restart from what was delivered.
 */
@NullMarked
package dev.flotilla.store.etcd;

import org.jspecify.annotations.NullMarked;
