package dev.flotilla.gateway.api;

/**
 * What became of a write to a unit.
 *
 * @param outcome created, replaced, changed, unchanged or destroyed
 * @param revision at which it can be read
 */
public record WrittenJson(String name, String outcome, long revision) {}
