package dev.flotilla.simulation.node;

import dev.flotilla.simulation.time.Life;
import java.util.List;

/** A client's choice of a replica: the same one until it fails, then the next. */
final class Replicas {
    private final List<RegistryNode> all;
    private int preferred;

    Replicas(List<RegistryNode> all, int first) {
        this.all = all;
        this.preferred = first % all.size();
    }

    RegistryNode preferred() {
        return all.get(preferred);
    }

    int size() {
        return all.size();
    }

    void failed(RegistryNode replica) {
        if (replica == preferred()) {
            preferred = (preferred + 1) % all.size();
        }
    }

    /** Each process of a client chooses for itself. */
    static Replicas of(World world, Life life) {
        return new Replicas(
                world.registries(),
                Math.floorMod(life.host().name().hashCode(), world.registries().size()));
    }
}
