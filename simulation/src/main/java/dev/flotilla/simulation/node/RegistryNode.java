package dev.flotilla.simulation.node;

import dev.flotilla.registry.Registry;
import dev.flotilla.registry.RegistrySettings;
import dev.flotilla.registry.commit.CommitObserver;
import dev.flotilla.simulation.store.StoreLink;
import dev.flotilla.simulation.time.Host;
import dev.flotilla.simulation.time.Life;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** A registry replica: the real core on simulated edges. */
public final class RegistryNode {
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);

    private final World world;
    private final Host host;
    private final Tampering tampering;
    private Optional<Registry> registry = Optional.empty();
    private Optional<StoreLink> link = Optional.empty();
    private int runs;
    private int sessions;

    RegistryNode(World world, Host host) {
        this.world = world;
        this.host = host;
        this.tampering = new Tampering(world, host.name());
    }

    public Host host() {
        return host;
    }

    /** Present while it is up. */
    Optional<Registry> registry() {
        return host.isUp() ? registry : Optional.empty();
    }

    void start() {
        Life life = host.start();
        String id = host.name() + "-" + ++runs;
        StoreLink store = new StoreLink(
                world.time(),
                world.network(),
                world.random(),
                life,
                world.storeHost(),
                world.store(),
                world.weather(),
                tampering::transaction);
        link = Optional.of(store);
        Registry next = new Registry(
                RegistrySettings.of(id, host.name() + ":7001"),
                new RegistryLoop(life),
                tampering.watching(store),
                () -> id + "-s" + ++sessions,
                new Random(id.hashCode()), // of its own: what is drawn from it is no part of the scenario
                CommitObserver.none());
        registry = Optional.of(next);
        life.execute(next::start);
    }

    void crash() {
        host.stop();
        registry = Optional.empty();
        link.ifPresent(StoreLink::close);
        world.network().gone(host, true);
        tampering.replicaGone(host.name() + "-" + runs);
    }

    /** Ends in good order, as on SIGTERM; then the process is gone. */
    void stop(Runnable stopped) {
        registry.ifPresent(running -> {
            Life life = host.life().orElseThrow();
            CompletableFuture<Void> closed = new CompletableFuture<>();
            life.execute(() -> running.close().whenComplete((done, failure) -> closed.complete(null)));
            world.time().after(STOP_TIMEOUT, () -> closed.complete(null));
            CompletableFuture<Void> unused = closed.whenComplete((done, failure) -> {
                if (!life.isOver()) {
                    crash();
                    stopped.run();
                }
            });
        });
    }

    /** Whether the store can be reached may have changed. */
    void lookAtStore() {
        link.ifPresent(StoreLink::lookAgain);
    }
}
