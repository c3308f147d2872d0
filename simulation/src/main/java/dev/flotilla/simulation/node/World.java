package dev.flotilla.simulation.node;

import dev.flotilla.simulation.check.Checks;
import dev.flotilla.simulation.network.Network;
import dev.flotilla.simulation.scenario.Breakage;
import dev.flotilla.simulation.store.SimStore;
import dev.flotilla.simulation.store.StoreWeather;
import dev.flotilla.simulation.time.Host;
import dev.flotilla.simulation.time.VirtualTime;
import dev.flotilla.simulation.trace.Trace;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What all nodes share.
 *
 * @param registries all of them; complete once the cluster is built
 */
record World(
        VirtualTime time,
        Network network,
        Host storeHost,
        SimStore store,
        StoreWeather weather,
        Checks checks,
        Trace trace,
        Breakage breakage,
        RandomGenerator random,
        List<RegistryNode> registries) {

    boolean broken(Breakage how) {
        return breakage == how;
    }
}
