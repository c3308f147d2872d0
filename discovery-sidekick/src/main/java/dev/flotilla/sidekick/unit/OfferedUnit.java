package dev.flotilla.sidekick.unit;

import dev.flotilla.client.discovery.Offer;
import dev.flotilla.model.discovery.Declaration;
import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceStatus;
import dev.flotilla.model.discovery.PortSource;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.state.UnitState;
import dev.flotilla.sidekick.check.Health;
import dev.flotilla.sidekick.check.Probe;
import dev.flotilla.sidekick.docker.Container;
import dev.flotilla.sidekick.docker.ContainerEngine;
import dev.flotilla.sidekick.loop.Loop;
import dev.flotilla.sidekick.publish.Offers;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One instance that a running unit offers: finds its port, checks it, publishes it. Confined to the loop. */
public final class OfferedUnit {
    private static final Logger LOG = LoggerFactory.getLogger(OfferedUnit.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(50);
    private static final Duration LAST_RETRY = Duration.ofSeconds(2);
    /** A container that is not there after so many looks is worth a word. */
    private static final int LOOKS_BEFORE_WORDS = 8;

    private final Shared shared;
    private final Offers offers;
    private final Declaration declaration;
    private final String source;

    private Place place;
    private Optional<Instance> held;
    private Optional<Instance> found = Optional.empty();
    private Optional<Health> health = Optional.empty();
    private boolean draining;
    private boolean closed;
    private boolean looking;
    /** Something happened during the look that goes on. */
    private boolean stale;

    private Optional<Loop.Timer> retry = Optional.empty();
    private int looks;

    /** What all of them use. */
    public record Shared(Loop loop, Probe probe, ContainerEngine engine) {}

    /**
     * Where the unit runs.
     *
     * @param container the name of its container, should it have one
     */
    record Place(MachineId machine, String primaryIp, UnitState state, String container) {
        private Place at(String address) {
            return new Place(machine, address, state, container);
        }
    }

    /** @param held as an earlier run of the sidekick published it */
    OfferedUnit(Shared shared, Offers offers, Optional<Instance> held, Declaration declaration, Place place) {
        this.shared = shared;
        this.offers = offers;
        this.held = held;
        this.declaration = declaration;
        this.place = place;
        this.source = "unit " + place.state().unit();
    }

    void start() {
        switch (declaration.port()) {
            case PortSource.Fixed(int port) -> found(place.primaryIp(), port);
            case PortSource.Container inside -> look(inside);
        }
    }

    void close() {
        closed = true;
        retry.ifPresent(Loop.Timer::cancel);
        health.ifPresent(Health::close);
        offers.remove(source, declaration.key());
    }

    /** It is known where the instance is, or that it is not anywhere for now. */
    boolean isSettled() {
        return found.isPresent() || looks >= LOOKS_BEFORE_WORDS;
    }

    void drain(boolean now) {
        if (draining != now) {
            draining = now;
            publish();
        }
    }

    /** Where the machine is now: what is published at its address moves with it. */
    void at(String primaryIp) {
        if (place.primaryIp().equals(primaryIp)) {
            return;
        }
        place = place.at(primaryIp);
        switch (declaration.port()) {
            case PortSource.Fixed(int port) -> found(primaryIp, port);
            case PortSource.Container _ -> lookAgain();
        }
    }

    /** Docker gives a container that comes back another port. */
    void lookAgain() {
        if (declaration.port() instanceof PortSource.Container inside) {
            stale = looking;
            look(inside);
        }
    }

    private void look(PortSource.Container inside) {
        if (closed || looking) {
            return;
        }
        looking = true;
        shared.loop().aside(() -> {
            ContainerPort seen = ContainerPort.ask(shared.engine(), container(), inside);
            shared.loop().execute(() -> saw(inside, seen));
        });
    }

    private void saw(PortSource.Container inside, ContainerPort seen) {
        looking = false;
        if (closed) {
            return;
        }
        switch (seen) {
            case ContainerPort.At(Container.Binding at) -> found(at.ip().orElse(place.primaryIp()), at.port());
            case ContainerPort.Nowhere(String words) -> {
                lost();
                again(inside, words);
            }
            case ContainerPort.Unknown(String words) -> again(inside, words);
        }
        if (stale) {
            stale = false;
            look(inside);
        }
    }

    private void again(PortSource.Container inside, String failure) {
        if (++looks == LOOKS_BEFORE_WORDS) {
            LOG.warn("{} is not published as it should be: {}", declaration.key(), failure);
        }
        Duration pause = FIRST_RETRY.multipliedBy(1L << Math.min(looks, 10));
        retry.ifPresent(Loop.Timer::cancel);
        retry = Optional.of(
                shared.loop().after(pause.compareTo(LAST_RETRY) < 0 ? pause : LAST_RETRY, () -> look(inside)));
    }

    private String container() {
        return declaration.container().orElse(place.container());
    }

    /** Somebody else may get its port. */
    private void lost() {
        if (found.isPresent()) {
            forget();
            offers.remove(source, declaration.key());
        }
    }

    private void forget() {
        found = Optional.empty();
        health.ifPresent(Health::close);
        health = Optional.empty();
    }

    private void found(String bound, int port) {
        looks = 0;
        retry.ifPresent(Loop.Timer::cancel);
        Instance instance = Instance.of(declaration.key(), declaration.host().orElse(bound), port)
                .withVersion(declaration.version().orElse(""))
                .withTags(declaration.tags())
                .withAttributes(declaration.attributes())
                .on(
                        place.machine(),
                        Optional.of(place.state().unit()),
                        Optional.of(place.state().since()));
        if (found.filter(instance::equals).isPresent()) {
            return;
        }
        // What was heard of another place says nothing of this one.
        forget();
        found = Optional.of(instance);
        Health begun = new Health(
                shared.loop(),
                shared.probe(),
                declaration.check(),
                new Probe.Target(instance.host(), instance.port(), Optional.of(container())),
                declaration.key().toString(),
                held.filter(instance::equals).isPresent(),
                status -> publish());
        health = Optional.of(begun);
        held = Optional.empty();
        publish();
        begun.start();
    }

    private void publish() {
        if (closed || found.isEmpty()) {
            return;
        }
        InstanceStatus status =
                draining ? InstanceStatus.DRAINING : health.map(Health::status).orElse(InstanceStatus.FAILING);
        offers.put(source, new Offer(found.get().withStatus(status), declaration.ttl()));
    }
}
