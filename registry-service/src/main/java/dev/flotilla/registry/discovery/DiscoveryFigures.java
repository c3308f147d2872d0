package dev.flotilla.registry.discovery;

/**
 * Figures about services.
 *
 * @param passing instances that are to be used
 * @param instances failing and draining ones included
 * @param malformed records of other programs that nobody can use
 * @param sidekicks sessions at this replica
 * @param watchers of services at this replica
 */
public record DiscoveryFigures(int passing, int instances, int malformed, int sidekicks, int watchers) {
    public static final DiscoveryFigures NONE = new DiscoveryFigures(0, 0, 0, 0, 0);
}
