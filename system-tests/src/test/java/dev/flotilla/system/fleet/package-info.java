/**
 * A whole fleet as it is deployed, to be broken from outside: machines that are real systemd hosts, each a container with an
 * address and a machine id of its own, three etcd members, and our services as containers of our images.
 */
@NullMarked
package dev.flotilla.system.fleet;

import org.jspecify.annotations.NullMarked;
