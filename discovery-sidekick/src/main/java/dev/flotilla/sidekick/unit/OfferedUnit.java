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
import java.io.IOException;
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
    private final Optional<Instance> held;
    private final Declaration declaration;
    private final Place place;
    private final String source;

    private Optional<Instance> found = Optional.empty();
    private Optional<Health> health = Optional.empty();
    private boolean draining;
    private boolean closed;
    private boolean looking;
    private int looks;

    /** What all of them use. */
    public record Shared(Loop loop, Probe probe, ContainerEngine engine) {}

    /**
     * Where the unit runs.
     *
     * @param container the name of its container, should it have one
     */
    record Place(MachineId machine, String primaryIp, UnitState state, String container) {}

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

    void lookAgain() {
        if (!closed && found.isEmpty() && declaration.port() instanceof PortSource.Container inside) {
            look(inside);
        }
    }

    private void look(PortSource.Container inside) {
        if (closed || looking) {
            return;
        }
        looking = true;
        String name = declaration.container().orElse(place.container());
        shared.loop().aside(() -> {
            Optional<Container.Binding> binding = Optional.empty();
            String failure = "the container " + name + " does not run, or has no port " + inside.port() + "/"
                    + inside.protocol() + " on the host";
            try {
                binding = shared.engine()
                        .inspect(name)
                        .filter(Container::running)
                        .flatMap(container -> container.binding(new Container.Port(inside.port(), inside.protocol())));
            } catch (IOException e) {
                failure = "the container engine cannot be asked: " + e.getMessage();
            }
            Optional<Container.Binding> answer = binding;
            String words = failure;
            shared.loop().execute(() -> {
                looking = false;
                answer.ifPresentOrElse(
                        at -> found(at.ip().orElse(place.primaryIp()), at.port()), () -> again(inside, words));
            });
        });
    }

    private void again(PortSource.Container inside, String failure) {
        if (closed) {
            return;
        }
        if (++looks == LOOKS_BEFORE_WORDS) {
            LOG.warn("{} is not published yet: {}", declaration.key(), failure);
        }
        Duration pause = FIRST_RETRY.multipliedBy(1L << Math.min(looks, 10));
        shared.loop().after(pause.compareTo(LAST_RETRY) < 0 ? pause : LAST_RETRY, () -> {
            if (found.isEmpty()) {
                look(inside);
            }
        });
    }

    private void found(String bound, int port) {
        if (closed || found.isPresent()) {
            return;
        }
        Instance instance = Instance.of(declaration.key(), declaration.host().orElse(bound), port)
                .withVersion(declaration.version().orElse(""))
                .withTags(declaration.tags())
                .withAttributes(declaration.attributes())
                .on(
                        place.machine(),
                        Optional.of(place.state().unit()),
                        Optional.of(place.state().since()));
        found = Optional.of(instance);
        Health begun = new Health(
                shared.loop(),
                shared.probe(),
                declaration.check(),
                new Probe.Target(
                        instance.host(),
                        instance.port(),
                        Optional.of(declaration.container().orElse(place.container()))),
                declaration.key().toString(),
                held.filter(instance::equals).isPresent(),
                status -> publish());
        health = Optional.of(begun);
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
