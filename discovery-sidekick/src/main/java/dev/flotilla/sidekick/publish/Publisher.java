package dev.flotilla.sidekick.publish;

import dev.flotilla.client.discovery.AnnounceLine;
import dev.flotilla.client.discovery.AnnounceListener;
import dev.flotilla.client.discovery.AnnounceReply;
import dev.flotilla.client.discovery.Offer;
import dev.flotilla.model.discovery.Declaration;
import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceKey;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.sidekick.loop.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the registry knowing what this machine offers: says each change at once, everything after each new connection, and
 * that it lives three times in the shortest TTL. Confined to the loop.
 *
 * <p>Until {@link #everythingKnown} the registry keeps what an earlier run of the sidekick published; only then does it
 * withdraw what is offered no more.
 */
public final class Publisher {
    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final Duration LAST_RETRY = Duration.ofSeconds(2);

    private final Loop loop;
    private final Registry registry;
    private final MachineId machine;
    private final String version;
    private final RandomGenerator random;
    private final Map<InstanceKey, Offer> offers = new TreeMap<>();
    private final Set<InstanceKey> removed = new HashSet<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private final List<Runnable> onFirstWelcome = new ArrayList<>();

    private Optional<AnnounceLine> line = Optional.empty();
    private long lineNumber;
    private boolean welcome;
    private boolean everWelcome;
    private boolean complete;
    private boolean closed;
    private boolean lossSaid;
    private int failures;
    private long sequence;
    private long beats;
    private long heardAt;
    private Map<InstanceKey, Instance> held = Map.of();
    private Map<InstanceKey, String> refused = Map.of();
    private Consumer<Map<InstanceKey, String>> onRefusal = reasons -> {};

    private record Waiting(long sequence, Runnable then) {}

    public Publisher(Loop loop, Registry registry, MachineId machine, String version, RandomGenerator random) {
        this.loop = loop;
        this.registry = registry;
        this.machine = machine;
        this.version = version;
        this.random = random;
    }

    /** Connects, and stays so. */
    public void start() {
        connect();
    }

    /** What is published stays until its leases end: the sidekick is expected back. */
    public void close() {
        closed = true;
        line.ifPresent(AnnounceLine::close);
    }

    /** Once the registry has said what is published already; at once when it has. */
    public void whenWelcome(Runnable task) {
        if (everWelcome) {
            task.run();
        } else {
            onFirstWelcome.add(task);
        }
    }

    /** What was published for this machine when the sidekick came. */
    public Optional<Instance> held(InstanceKey key) {
        return Optional.ofNullable(held.get(key));
    }

    public boolean isConnected() {
        return welcome;
    }

    public Collection<Offer> offers() {
        return List.copyOf(offers.values());
    }

    /** @param listener is told each time when it has changed what the registry does not publish, and why */
    public void onRefusal(Consumer<Map<InstanceKey, String>> listener) {
        onRefusal = listener;
    }

    /** Why the registry does not publish some of it. */
    public Map<InstanceKey, String> refused() {
        return refused;
    }

    /** What the sidekick does not offer now is offered no more. */
    public void everythingKnown() {
        if (!complete) {
            complete = true;
            removed.clear();
            if (welcome) {
                line.ifPresent(open -> open.offers(++sequence, true, offers.values(), List.of()));
            }
        }
    }

    public boolean isEverythingKnown() {
        return complete;
    }

    void put(Offer offer) {
        removed.remove(offer.key());
        if (offer.equals(offers.put(offer.key(), offer))) {
            return;
        }
        if (welcome) {
            line.ifPresent(open -> open.offers(++sequence, false, List.of(offer), List.of()));
        }
    }

    void remove(InstanceKey key) {
        if (offers.remove(key) == null) {
            return;
        }
        if (!complete) {
            removed.add(key);
        }
        if (welcome) {
            line.ifPresent(open -> open.offers(++sequence, false, List.of(), List.of(key)));
        }
    }

    /** Runs when the store has everything that was said until now. */
    public void whenStored(Runnable then) {
        waiting.add(new Waiting(welcome ? sequence : sequence + 1, then));
        if (welcome && stored >= sequence) {
            release(stored);
        }
    }

    private long stored;

    private void release(long upTo) {
        stored = Math.max(stored, upTo);
        List<Waiting> due =
                waiting.stream().filter(one -> one.sequence() <= stored).toList();
        waiting.removeAll(due);
        due.forEach(one -> one.then().run());
    }

    private void connect() {
        if (closed) {
            return;
        }
        long number = ++lineNumber;
        welcome = false;
        heardAt = loop.nanoTime();
        try {
            AnnounceLine opened = registry.open(new Incoming(number));
            line = Optional.of(opened);
            opened.hello(machine, version, Declaration.TTL);
            loop.after(patience(), () -> checkHeard(number));
        } catch (RuntimeException e) {
            loop.execute(() -> lost(number, String.valueOf(e.getMessage())));
        }
    }

    private void received(AnnounceReply reply) {
        heardAt = loop.nanoTime();
        switch (reply) {
            case AnnounceReply.Welcome(String session, String replica, List<Offer> found) ->
                welcome(session, replica, found);
            case AnnounceReply.Stored(long upTo, long _) -> release(upTo);
            case AnnounceReply.Renewed _ -> LOG.trace("the leases are renewed");
            case AnnounceReply.RefusedOffers(var reasons) -> {
                refused = reasons;
                reasons.forEach((key, reason) -> LOG.warn("{} is not published: {}", key, reason));
                onRefusal.accept(reasons);
            }
            case AnnounceReply.Refused(String reason, boolean _) -> LOG.warn("the session ends: {}", reason);
        }
    }

    private void welcome(String session, String replica, List<Offer> found) {
        LOG.info("session {} with replica {}, {} records are published already", session, replica, found.size());
        welcome = true;
        failures = 0;
        lossSaid = false;
        // A new session says it again, if it is still so.
        refused = Map.of();
        line.ifPresent(open -> open.offers(++sequence, complete, offers.values(), List.copyOf(removed)));
        if (!everWelcome) {
            everWelcome = true;
            Map<InstanceKey, Instance> published = new HashMap<>();
            found.forEach(offer -> published.put(offer.key(), offer.instance()));
            held = published;
            onFirstWelcome.forEach(Runnable::run);
            onFirstWelcome.clear();
        }
        beat(lineNumber);
    }

    private void beat(long number) {
        if (number != lineNumber || closed) {
            return;
        }
        line.ifPresent(open -> open.heartbeat(++beats));
        loop.after(interval(), () -> beat(number));
    }

    /** A line on which nothing is said for two intervals is no line: another replica may still renew the leases. */
    private void checkHeard(long number) {
        if (number != lineNumber || closed) {
            return;
        }
        if (loop.nanoTime() - heardAt >= patience().toNanos()) {
            lost(number, "nothing was heard for " + patience().toMillis() + " ms");
        } else {
            loop.after(interval(), () -> checkHeard(number));
        }
    }

    private Duration interval() {
        return offers.values().stream()
                .map(Offer::ttl)
                .min(Duration::compareTo)
                .filter(shortest -> shortest.compareTo(Declaration.TTL) < 0)
                .orElse(Declaration.TTL)
                .dividedBy(3);
    }

    private Duration patience() {
        return interval().multipliedBy(8).dividedBy(5);
    }

    private void lost(long number, String reason) {
        if (number != lineNumber || closed) {
            return;
        }
        lineNumber++;
        welcome = false;
        line.ifPresent(AnnounceLine::close);
        line = Optional.empty();
        if (!lossSaid) {
            lossSaid = true;
            LOG.warn("no session with the registry: {}; trying again", reason);
        }
        long full = Math.min(LAST_RETRY.toMillis(), FIRST_RETRY.toMillis() << Math.min(failures++, 10));
        loop.after(Duration.ofMillis(full / 2 + random.nextLong(full / 2 + 1)), this::connect);
    }

    /** Brings a line's messages to the loop. */
    private final class Incoming implements AnnounceListener {
        private final long number;

        private Incoming(long number) {
            this.number = number;
        }

        @Override
        public void onReply(AnnounceReply reply) {
            loop.execute(() -> {
                if (number == lineNumber && !closed) {
                    received(reply);
                }
            });
        }

        @Override
        public void onClosed(FlotillaError reason) {
            loop.execute(() -> lost(number, reason.message()));
        }
    }
}
