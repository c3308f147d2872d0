package dev.flotilla.client;

/**
 * The scheduler that leads.
 *
 * @param candidate its name
 * @param term its fencing token; grows with each change of leadership
 */
public record Leader(String candidate, long term) {}
