package dev.flotilla.sidekick.hook;

import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceKey;
import dev.flotilla.sidekick.directory.Directory;
import dev.flotilla.sidekick.directory.Follower;
import dev.flotilla.sidekick.directory.Snapshot;
import dev.flotilla.sidekick.hook.Event.Kind;
import dev.flotilla.sidekick.hook.Receiver.NotTakenException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a receiver of every instance that begins or ends to take work. What is told follows from what the directory knows
 * and what the receiver has taken; so nothing is missed while this process is away, nothing is lost by a crash, and
 * what has been overtaken is not told. An instance whose event is not taken keeps no other waiting.
 */
public final class HookFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HookFollower.class);

    private final HookSettings settings;
    private final Receiver receiver;
    private final Told taken;
    private final Follower follower;
    /** Events that were not taken yet. */
    private final Map<InstanceKey, Attempt> attempts = new HashMap<>();

    /** How telling goes. */
    private record Attempt(Event event, Duration pause, long notBefore) {}

    /**
     * Begins to tell.
     *
     * @param state an existing directory for what must be remembered
     * @throws IOException when what was told before cannot be read
     */
    public HookFollower(HookSettings settings, Receiver receiver, Path state, Directory directory) throws IOException {
        this.settings = settings;
        this.receiver = receiver;
        this.taken = new Told(state.resolve(settings.name() + ".told"));
        this.follower = new Follower("flotilla-hook " + settings.name(), directory, Follower.Debounce.NONE, this::run);
    }

    private Optional<Duration> run(Snapshot snapshot) throws InterruptedException {
        List<Event> due = due(snapshot);
        attempts.keySet()
                .retainAll(due.stream().map(event -> event.instance().key()).toList());
        boolean told = false;
        for (Event event : due) {
            Attempt last = attempts.get(event.instance().key());
            if (last == null || !same(last.event(), event)) {
                told |= tell(event, settings.firstRetry());
            } else if (last.notBefore() - System.nanoTime() <= 0) {
                told |= tell(last.event(), longer(last.pause()));
            }
        }
        if (told) {
            // What was taken may have been the first half: an instance that moved leaves, then comes.
            return Optional.of(Duration.ZERO);
        }
        return attempts.values().stream()
                .map(attempt -> Duration.ofNanos(Math.max(0, attempt.notBefore() - System.nanoTime())))
                .min(Duration::compareTo);
    }

    /** Whether it was taken. */
    private boolean tell(Event event, Duration wait) throws InterruptedException {
        InstanceKey key = event.instance().key();
        try {
            receiver.tell(event);
            attempts.remove(key);
            taken.record(event);
            LOG.info("{}: {}", settings.name(), event);
            return true;
        } catch (NotTakenException e) {
            LOG.warn("{}: {} is told again in {} ms: {}", settings.name(), event, wait.toMillis(), e.getMessage());
            attempts.put(key, new Attempt(event, wait, System.nanoTime() + wait.toNanos()));
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Duration longer(Duration wait) {
        Duration twice = wait.multipliedBy(2);
        return twice.compareTo(settings.longestRetry()) < 0 ? twice : settings.longestRetry();
    }

    /** Who leaves goes first: its address may be another's by now. */
    private List<Event> due(Snapshot snapshot) {
        SortedMap<InstanceKey, Instance> wanted = new TreeMap<>();
        snapshot.services().values().stream()
                .filter(service -> settings.wants(service.name()))
                .forEach(service -> service.passing().forEach(instance -> wanted.put(instance.key(), instance)));
        List<Event> events = new ArrayList<>();
        taken.registered().forEach((key, instance) -> {
            Instance now = wanted.get(key);
            if (now == null || moved(instance, now)) {
                events.add(event(Kind.DEREGISTER, instance));
            }
        });
        wanted.forEach((key, instance) -> {
            Instance known = taken.registered().get(key);
            if (known == null) {
                events.add(event(Kind.REGISTER, instance));
            } else if (!moved(known, instance) && !known.equals(instance)) {
                events.add(event(Kind.CHANGE, instance));
            }
        });
        return events;
    }

    private static Event event(Kind kind, Instance instance) {
        return new Event(UUID.randomUUID(), kind, instance);
    }

    /** For a load balancer, another place is another target. */
    private static boolean moved(Instance one, Instance other) {
        return !one.host().equals(other.host()) || one.port() != other.port();
    }

    private static boolean same(Event one, Event other) {
        return one.kind() == other.kind() && Objects.equals(one.instance(), other.instance());
    }

    @Override
    public void close() {
        follower.close();
        try {
            taken.close();
        } catch (IOException e) {
            LOG.debug("{} did not close well", settings.name(), e);
        }
    }
}
