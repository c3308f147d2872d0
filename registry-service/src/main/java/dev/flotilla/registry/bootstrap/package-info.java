/** Where the members of a new etcd cluster find each other: tokens, registrations, and who waits for them. */
@NullMarked
package dev.flotilla.registry.bootstrap;

import org.jspecify.annotations.NullMarked;
