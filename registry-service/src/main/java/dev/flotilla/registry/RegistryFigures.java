package dev.flotilla.registry;

import dev.flotilla.registry.discovery.DiscoveryFigures;

/**
 * What a replica looks like from outside, for health and metrics.
 *
 * @param caughtUp whether it shows a state of the store
 * @param connected whether it can follow the store now
 * @param revision the revision that it shows
 * @param sessions open agents' streams
 * @param watchers open watches
 * @param history changes kept for watchers that resume
 * @param registered whether the other replicas see it
 * @param services about services
 */
public record RegistryFigures(
        boolean caughtUp,
        boolean connected,
        long revision,
        int units,
        int machines,
        int sessions,
        int watchers,
        long history,
        boolean registered,
        DiscoveryFigures services) {

    /** Of a replica that has not begun. */
    public static final RegistryFigures NONE =
            new RegistryFigures(false, false, 0, 0, 0, 0, 0, 0, false, DiscoveryFigures.NONE);
}
