package dev.flotilla.sidekick.announce;

import dev.flotilla.client.discovery.Offer;
import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceKey;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.sidekick.loop.Loop;
import dev.flotilla.sidekick.publish.Offers;
import dev.flotilla.sidekick.publish.Publisher;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Holds what processes announce for as long as they do: until they hang up, are silent for their TTL, or the registry does
 * not want it. Confined to the loop.
 */
public final class AnnouncementSource {
    /** How the reason begins when the same announcement would be refused again; {@code flotilla announce} reads it. */
    private static final String REFUSED = "refused: ";

    private final Loop loop;
    private final Offers offers;
    private final Publisher publisher;
    private final Set<Held> all = new LinkedHashSet<>();
    private Optional<Home> home = Optional.empty();
    private long count;

    private record Home(MachineId machine, String primaryIp) {}

    public AnnouncementSource(Loop loop, Offers offers, Publisher publisher) {
        this.loop = loop;
        this.offers = offers;
        this.publisher = publisher;
        publisher.onRefusal(this::refused);
    }

    /** A process can say what is wrong to those who started it, better than a log that nobody reads. */
    private void refused(Map<InstanceKey, String> reasons) {
        List.copyOf(all).forEach(held -> Optional.ofNullable(reasons.get(held.announcement.key()))
                .filter(reason -> offers.isPublished(held.source, held.announcement.key()))
                .ifPresent(reason -> {
                    held.close();
                    held.onEnd.accept(REFUSED + reason);
                }));
    }

    /** Where the machine is, as the agent says: what came before waits for it, and moves with it. */
    public void at(MachineId machine, String primaryIp) {
        home = Optional.of(new Home(machine, primaryIp));
        List.copyOf(all).forEach(Held::publish);
    }

    /** @param onEnd is told why it is held no more, unless its process let go of it */
    public Held hold(Announcement announcement, Consumer<String> onEnd) {
        Held held = new Held(announcement, onEnd, "announcement " + ++count);
        all.add(held);
        held.begin();
        return held;
    }

    /** One announcement; confined to the loop like its source. */
    public final class Held {
        private final Announcement announcement;
        private final Consumer<String> onEnd;
        private final String source;
        private Optional<Instant> since = Optional.empty();
        private long heardAt;
        private boolean closed;

        private Held(Announcement announcement, Consumer<String> onEnd, String source) {
            this.announcement = announcement;
            this.onEnd = onEnd;
            this.source = source;
        }

        private void begin() {
            heard();
            listen();
            publish();
        }

        /** Its process lives. */
        public void heard() {
            heardAt = loop.nanoTime();
        }

        /** Its process is gone. */
        public void close() {
            if (!closed) {
                closed = true;
                all.remove(this);
                offers.remove(source, announcement.key());
            }
        }

        private void listen() {
            long silence = loop.nanoTime() - heardAt;
            long left = announcement.ttl().toNanos() - silence;
            if (closed) {
                return;
            }
            if (left <= 0) {
                close();
                onEnd.accept("not heard for " + announcement.ttl().toSeconds() + " s");
            } else {
                loop.after(Duration.ofNanos(left), this::listen);
            }
        }

        private void publish() {
            if (closed) {
                return;
            }
            home.ifPresent(here -> offers.put(source, new Offer(instance(here), announcement.ttl())));
        }

        private Instance instance(Home here) {
            Instance plain = Instance.of(
                            announcement.key(), announcement.host().orElse(here.primaryIp()), announcement.port())
                    .withVersion(announcement.version().orElse(""))
                    .withTags(announcement.tags())
                    .withAttributes(announcement.attributes());
            if (since.isEmpty()) {
                since = sinceBefore(here, plain).or(() -> Optional.of(loop.now()));
            }
            return plain.on(here.machine(), Optional.empty(), since);
        }

        /** What an earlier run of the sidekick published just so has gone on. */
        private Optional<Instant> sinceBefore(Home here, Instance plain) {
            return publisher
                    .held(announcement.key())
                    .filter(before -> before.on(here.machine(), Optional.empty(), Optional.empty())
                            .equals(plain.on(here.machine(), Optional.empty(), Optional.empty())))
                    .flatMap(Instance::since);
        }
    }
}
