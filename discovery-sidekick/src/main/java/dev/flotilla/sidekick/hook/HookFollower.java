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
import java.util.Comparator;
import java.util.List;
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

    /**
     * Who leaves goes first: its address may be another's by now. Else the one that has waited longest: what changes all the
     * time keeps no other waiting.
     */
    private static final Comparator<Attempt> NEXT = Comparator.comparing(
                    (Attempt attempt) -> attempt.event().kind() != Kind.DEREGISTER)
            .thenComparing((one, other) -> Long.signum(one.notBefore() - other.notBefore()));

    private final HookSettings settings;
    private final Receiver receiver;
    private final Told taken;
    private final Follower follower;
    /** Events that were not taken yet. */
    private SortedMap<InstanceKey, Attempt> attempts = new TreeMap<>();
    /** The last one told had been told before. */
    private boolean retried = true;

    /**
     * How telling goes.
     *
     * @param tried it was told, and not taken
     * @param pause before the next one, should this one fail too
     */
    private record Attempt(Event event, boolean tried, Duration pause, long notBefore) {}

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

    /** Tells one event: the next one follows from what is when this one was told, which may take a while. */
    private Optional<Duration> run(Snapshot snapshot) throws InterruptedException {
        long now = System.nanoTime();
        attempts = due(snapshot, now);
        Optional<Attempt> next = next(now);
        if (next.isPresent()) {
            tell(next.get());
            return Optional.of(Duration.ZERO);
        }
        return attempts.values().stream()
                .map(attempt -> Duration.ofNanos(attempt.notBefore() - now))
                .min(Duration::compareTo);
    }

    /**
     * After one that is new comes one that was not taken, and the other way round: a receiver that hangs at a few of them would
     * never hear of anything else, and where something new happens all the time nothing would be told again.
     */
    private Optional<Attempt> next(long now) {
        List<Attempt> due = attempts.values().stream()
                .filter(attempt -> attempt.notBefore() - now <= 0)
                .sorted(NEXT)
                .toList();
        return due.stream()
                .filter(attempt -> attempt.tried() != retried)
                .findFirst()
                .or(() -> due.stream().findFirst());
    }

    private void tell(Attempt attempt) throws InterruptedException {
        retried = attempt.tried();
        Event event = attempt.event();
        InstanceKey key = event.instance().key();
        try {
            receiver.tell(event);
            attempts.remove(key);
            taken.record(event);
            LOG.info("{}: {}", settings.name(), event);
        } catch (NotTakenException e) {
            Duration wait = attempt.pause();
            LOG.warn("{}: {} is told again in {} ms: {}", settings.name(), event, wait.toMillis(), e.getMessage());
            attempts.put(key, new Attempt(event, true, longer(wait), System.nanoTime() + wait.toNanos()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Duration longer(Duration wait) {
        Duration twice = wait.multipliedBy(2);
        return twice.compareTo(settings.longestRetry()) < 0 ? twice : settings.longestRetry();
    }

    /** What is to be told, of each instance one event at most. */
    private SortedMap<InstanceKey, Attempt> due(Snapshot snapshot, long now) {
        SortedMap<InstanceKey, Instance> wanted = new TreeMap<>();
        snapshot.services().values().stream()
                .filter(service -> settings.wants(service.name()))
                .forEach(service -> service.passing().forEach(instance -> wanted.put(instance.key(), instance)));
        SortedMap<InstanceKey, Attempt> due = new TreeMap<>();
        taken.registered().forEach((key, instance) -> {
            Instance there = wanted.get(key);
            if (there == null || moved(instance, there)) {
                due.put(key, attempt(Kind.DEREGISTER, instance, now));
            }
        });
        wanted.forEach((key, instance) -> {
            Instance known = taken.registered().get(key);
            if (known == null) {
                due.put(key, attempt(Kind.REGISTER, instance, now));
            } else if (!moved(known, instance) && !known.equals(instance)) {
                due.put(key, attempt(Kind.CHANGE, instance, now));
            }
        });
        return due;
    }

    /** The same as before when it is still the same that is to be told. */
    private Attempt attempt(Kind kind, Instance instance, long now) {
        return Optional.ofNullable(attempts.get(instance.key()))
                .filter(last ->
                        last.event().kind() == kind && last.event().instance().equals(instance))
                .orElseGet(() ->
                        new Attempt(new Event(UUID.randomUUID(), kind, instance), false, settings.firstRetry(), now));
    }

    /** For a load balancer, another place is another target. */
    private static boolean moved(Instance one, Instance other) {
        return !one.host().equals(other.host()) || one.port() != other.port();
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
