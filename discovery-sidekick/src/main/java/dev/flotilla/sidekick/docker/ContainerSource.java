package dev.flotilla.sidekick.docker;

import dev.flotilla.client.discovery.Offer;
import dev.flotilla.model.discovery.Declaration;
import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceKey;
import dev.flotilla.sidekick.loop.Loop;
import dev.flotilla.sidekick.publish.Offers;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes containers by registrator's rules, from the engine's own events. When the events break off they are asked for
 * again and everything is looked at anew: a restart of the engine is no reason to end. Confined to the loop, but for what it
 * does aside.
 */
public final class ContainerSource {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerSource.class);
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final Loop loop;
    private final ContainerEngine engine;
    private final Offers offers;
    private final Which which;
    private final Runnable changed;
    private final Map<String, Published> published = new HashMap<>();

    private Optional<Registrator> rules = Optional.empty();
    private boolean settled;
    private boolean lossSaid;
    private boolean closed;

    /** A container as it was last looked at, and what is offered of it. */
    private record Published(Container container, Set<InstanceKey> keys) {}

    /** Which containers are published. */
    public enum Which {
        /** Those that say something of themselves: {@code SERVICE_...} in their environment or labels. */
        MARKED,
        /** All with ports on the host, as registrator does. */
        ALL,
        /** None. */
        NONE
    }

    /** @param changed is told of each start and end */
    public ContainerSource(Loop loop, ContainerEngine engine, Offers offers, Which which, Runnable changed) {
        this.loop = loop;
        this.engine = engine;
        this.offers = offers;
        this.which = which;
        this.changed = changed;
    }

    /** Begins with the first rules; by other ones what is published is so from now on. */
    public void publishBy(Registrator by) {
        boolean first = rules.isEmpty();
        rules = Optional.of(by);
        if (first) {
            loop.aside(this::follow);
        } else {
            List.copyOf(published.values()).forEach(known -> publish(known.container()));
        }
    }

    public void close() {
        closed = true;
    }

    /** Whether the engine was asked what runs, or cannot be asked. */
    public boolean isSettled() {
        return settled;
    }

    /** Until the events break off; then again after a while. */
    private void follow() {
        try {
            engine.follow(this::listAll, event -> happened(event.id(), event.started()));
        } catch (IOException e) {
            loop.execute(() -> lost(e));
        } catch (RuntimeException e) {
            LOG.error("following the containers failed; it begins again in {} s", RETRY.toSeconds(), e);
            loop.execute(() -> lost(new IOException(e)));
        } finally {
            loop.execute(this::followAgain);
        }
    }

    private void followAgain() {
        if (!closed) {
            loop.after(RETRY, () -> loop.aside(this::follow));
        }
    }

    private void lost(IOException reason) {
        if (!lossSaid) {
            lossSaid = true;
            LOG.info("containers are not followed: {}", reason.getMessage());
        }
        settled = true;
    }

    private void listAll() {
        try {
            List<Container> running = new ArrayList<>();
            Set<String> unread = new HashSet<>();
            for (String id : engine.running()) {
                look(id, running, unread);
            }
            loop.execute(() -> all(running, unread));
        } catch (IOException e) {
            loop.execute(() -> lost(e));
        }
    }

    /** One that cannot be read hides no other. */
    private void look(String id, List<Container> running, Set<String> unread) {
        try {
            engine.inspect(id).ifPresent(running::add);
        } catch (IOException e) {
            saidNothing(id, e);
            unread.add(id);
        }
    }

    private static void saidNothing(String id, IOException reason) {
        LOG.warn("nothing new is known of the container {}: {}", id, reason.getMessage());
    }

    /** @param unread they run too, and nothing new is known of them */
    private void all(List<Container> running, Set<String> unread) {
        lossSaid = false;
        Set<String> ids = new HashSet<>(unread);
        running.forEach(container -> {
            ids.add(container.id());
            publish(container);
        });
        Set.copyOf(published.keySet()).stream().filter(id -> !ids.contains(id)).forEach(this::withdraw);
        settled = true;
        changed.run();
    }

    private void happened(String id, boolean started) {
        if (!started) {
            loop.execute(() -> {
                withdraw(id);
                changed.run();
            });
            return;
        }
        try {
            Optional<Container> container = engine.inspect(id);
            loop.execute(() -> {
                container.filter(Container::running).ifPresent(this::publish);
                changed.run();
            });
        } catch (IOException e) {
            saidNothing(id, e);
        }
    }

    private void publish(Container container) {
        boolean wanted = which == Which.ALL || which == Which.MARKED && Registrator.isMarked(container);
        if (!wanted || rules.isEmpty()) {
            return;
        }
        String source = source(container.id());
        Set<InstanceKey> keys = new LinkedHashSet<>();
        for (Instance instance : rules.get().instances(container)) {
            offers.put(source, new Offer(instance, ttl(instance)));
            keys.add(instance.key());
        }
        // Only then: what is offered as before is not withdrawn for a moment.
        Optional.ofNullable(published.put(container.id(), new Published(container, keys)))
                .ifPresent(before -> before.keys().stream()
                        .filter(key -> !keys.contains(key))
                        .forEach(key -> offers.remove(source, key)));
    }

    /** The attribute of registrator's own flag, should a container have one. */
    private static Duration ttl(Instance instance) {
        String seconds = instance.attributes().getOrDefault("ttl", "");
        if (!seconds.matches("[0-9]{1,5}")) {
            return Declaration.TTL;
        }
        Duration ttl = Duration.ofSeconds(Long.parseLong(seconds));
        return ttl.compareTo(Declaration.SHORTEST_TTL) < 0 ? Declaration.TTL : ttl;
    }

    private void withdraw(String id) {
        Optional.ofNullable(published.remove(id))
                .ifPresent(known -> known.keys().forEach(key -> offers.remove(source(id), key)));
    }

    private static String source(String id) {
        return "container " + id.substring(0, Math.min(12, id.length()));
    }
}
