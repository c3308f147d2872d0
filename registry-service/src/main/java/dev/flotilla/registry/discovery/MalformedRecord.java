package dev.flotilla.registry.discovery;

/**
 * A record under {@code /services/} that nobody can use.
 *
 * @param key in the store
 * @param reason what is wrong with it, for a person
 * @param revision of the record
 */
public record MalformedRecord(String key, String reason, long revision) {}
