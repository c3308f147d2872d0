package dev.flotilla.agent.session;

import java.time.Duration;

/**
 * That the registry heard this machine.
 *
 * @param age how long ago at least the last thing that it surely heard was sent
 * @param ttl after which it takes a machine that it does not hear for lost
 */
public record Contact(Duration age, Duration ttl) {}
