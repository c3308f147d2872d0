/** HTTP/1.1 to the gateway over TCP, TLS, Unix sockets and SSH, with failover. Small, because a command lives for milliseconds. */
@NullMarked
package dev.flotilla.cli.http;

import org.jspecify.annotations.NullMarked;
