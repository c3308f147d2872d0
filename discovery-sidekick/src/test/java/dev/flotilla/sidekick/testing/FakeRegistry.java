package dev.flotilla.sidekick.testing;

import dev.flotilla.client.discovery.AnnounceLine;
import dev.flotilla.client.discovery.AnnounceListener;
import dev.flotilla.client.discovery.AnnounceReply;
import dev.flotilla.client.discovery.Offer;
import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceKey;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.sidekick.publish.Registry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A registry as a sidekick meets it: keeps what it is told by the registry's own rules. */
public final class FakeRegistry implements Registry {
    /** What is published. */
    public final Map<InstanceKey, Offer> published = new TreeMap<>();
    /** Each change that was published: {@code + website/apache@1 passing}, {@code - website/apache@1}. */
    public final List<String> history = new ArrayList<>();

    private Optional<AnnounceListener> open = Optional.empty();
    private boolean away;
    private boolean holdsAcknowledgements;
    private Runnable held = () -> {};
    private int heartbeats;
    private final Map<InstanceKey, Offer> offered = new TreeMap<>();
    private final Map<String, String> objections = new TreeMap<>();
    private Map<InstanceKey, String> refused = Map.of();

    /** Nobody answers any more, until {@link #back}. */
    public void goAway() {
        away = true;
        open.ifPresent(listener -> listener.onClosed(new FlotillaError.Unavailable("gone")));
        open = Optional.empty();
    }

    public void back() {
        away = false;
    }

    /** Instances at this host are not published. */
    public void object(String host, String reason) {
        objections.put(host, reason);
    }

    /** The store is slow: nothing is acknowledged until {@link #acknowledge}. */
    public void holdAcknowledgements() {
        holdsAcknowledgements = true;
    }

    public void acknowledge() {
        holdsAcknowledgements = false;
        held.run();
        held = () -> {};
    }

    public int heartbeats() {
        return heartbeats;
    }

    public Optional<Instance> instance(String service, String name) {
        return Optional.ofNullable(published.get(new InstanceKey(service, name)))
                .map(Offer::instance);
    }

    @Override
    public AnnounceLine open(AnnounceListener listener) {
        if (away) {
            throw new FlotillaError.Unavailable("gone").asException();
        }
        open = Optional.of(listener);
        return new Line(listener);
    }

    private final class Line implements AnnounceLine {
        private final AnnounceListener listener;

        private Line(AnnounceListener listener) {
            this.listener = listener;
        }

        @Override
        public void hello(MachineId machine, String version, Duration ttl) {
            listener.onReply(new AnnounceReply.Welcome("s1", "r1", List.copyOf(published.values())));
        }

        @Override
        public void offers(long sequence, boolean complete, Collection<Offer> put, Collection<InstanceKey> removed) {
            Map<InstanceKey, Offer> now = complete ? new TreeMap<>() : new TreeMap<>(offered);
            removed.forEach(now::remove);
            put.forEach(offer -> now.put(offer.key(), offer));
            offered.clear();
            offered.putAll(now);
            refuse(now);
            published.keySet().stream().filter(key -> !now.containsKey(key)).forEach(key -> history.add("- " + key));
            now.forEach((key, offer) -> {
                if (!offer.equals(published.get(key))) {
                    history.add("+ " + key + " " + offer.instance().status().word());
                }
            });
            published.clear();
            published.putAll(now);
            Runnable stored = () -> listener.onReply(new AnnounceReply.Stored(sequence, sequence));
            if (holdsAcknowledgements) {
                held = stored;
            } else {
                stored.run();
            }
        }

        private void refuse(Map<InstanceKey, Offer> now) {
            Map<InstanceKey, String> reasons = new TreeMap<>();
            now.forEach((key, offer) -> Optional.ofNullable(
                            objections.get(offer.instance().host()))
                    .ifPresent(reason -> reasons.put(key, reason)));
            now.keySet().removeAll(reasons.keySet());
            if (!reasons.equals(refused)) {
                refused = reasons;
                listener.onReply(new AnnounceReply.RefusedOffers(reasons));
            }
        }

        @Override
        public void heartbeat(long sequence) {
            heartbeats++;
            listener.onReply(new AnnounceReply.Renewed(sequence));
        }

        @Override
        public void close() {
            // nothing to end
        }
    }
}
