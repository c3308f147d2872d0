package dev.flotilla.agent.runtime.process.service;

/** The values of {@code Type=} that are supported. */
public enum ServiceType {
    SIMPLE,
    EXEC,
    ONESHOT,
    FORKING,
    NOTIFY
}
