package dev.flotilla.registry.watch;

import dev.flotilla.registry.loop.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A follower of the cluster: a snapshot first (when it asked for one), then every change, in order and without gaps. It holds
 * nothing but a place in the shared history, so a slow follower costs no memory; one that falls behind the history is told
 * {@link Delivery.Compacted} and ended.
 *
 * <p>Nothing is delivered unasked: each {@link #request} brings one delivery, as soon as there is one, on the loop.
 */
public final class Subscription {
    /** So much is delivered at once; whole revisions may add a little. */
    private static final long WEIGHT = 500;

    private static final Duration PROGRESS_AFTER = Duration.ofMillis(200);
    /** A follower that hears nothing for some times as long may go to another replica: this one hangs. */
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(2);

    private final Loop loop;
    private final History history;
    private final Cluster cluster;
    private final Set<Kind> kinds;
    private final Consumer<Delivery> consumer;
    private final Consumer<Subscription> whenEnded;

    private List<Item> snapshot = List.of();
    private boolean snapshotDue;
    private int sentOfSnapshot;
    /** Everything up to here was delivered or is of no interest. */
    private long position;
    /** What the follower knows of the position. */
    private long told;

    /** It was given a sign of life, and counts on more of them from then on. */
    private boolean lively;

    private boolean requested;
    private boolean missed;
    private boolean storeLost;
    private boolean ended;
    private Optional<Loop.Timer> progress = Optional.empty();
    private Optional<Loop.Timer> signOfLife = Optional.empty();
    private long deliveredAt;

    Subscription(
            Loop loop,
            History history,
            Cluster cluster,
            Set<Kind> kinds,
            Consumer<Delivery> consumer,
            Consumer<Subscription> whenEnded) {
        this.loop = loop;
        this.history = history;
        this.cluster = cluster;
        this.kinds = kinds;
        this.consumer = consumer;
        this.whenEnded = whenEnded;
    }

    /** Asks for the next delivery; any thread. Asking twice before it came is asking once. */
    public void request() {
        loop.execute(() -> {
            requested = true;
            pump();
            if (signOfLife.isEmpty() && !ended) {
                awaitSilence(SIGN_OF_LIFE);
            }
        });
    }

    /** Ends it; any thread. A delivery that is under way may still come. */
    public void cancel() {
        loop.execute(this::end);
    }

    void startWithSnapshot() {
        snapshot = cluster.items(kinds);
        snapshotDue = true;
        position = cluster.revision();
        told = position;
    }

    void startAfter(long revision) {
        position = revision;
        told = revision;
    }

    /** Delivers what there is, if it was asked for. */
    void pump() {
        if (ended || !requested) {
            return;
        }
        if (storeLost) {
            end();
            deliver(new Delivery.StoreLost());
        } else if (missed || !snapshotDue && !history.reachesBackTo(position)) {
            end();
            deliver(new Delivery.Compacted(history.floor()));
        } else if (snapshotDue) {
            deliver(nextOfSnapshot());
        } else {
            nextChanges().ifPresentOrElse(this::deliver, this::nothingMore);
        }
    }

    /** Changes were missed: whatever the follower has may be wrong. It is told when it asks for more. */
    void startOver() {
        missed = true;
        snapshot = List.of();
        pump();
    }

    /** What it is told gets old from now on. It is told that when it asks for more, also when the store is back by then. */
    void storeLost() {
        storeLost = true;
        snapshot = List.of();
        pump();
    }

    private Delivery nextOfSnapshot() {
        if (sentOfSnapshot == snapshot.size()) {
            snapshot = List.of();
            snapshotDue = false;
            return new Delivery.SnapshotEnd(position, cluster.history().name());
        }
        int end = sentOfSnapshot;
        for (long weight = 0; end < snapshot.size() && weight < WEIGHT; end++) {
            weight += Weight.of(snapshot.get(end));
        }
        List<Item> part = snapshot.subList(sentOfSnapshot, end);
        sentOfSnapshot = end;
        return new Delivery.Snapshot(part);
    }

    private Optional<Delivery> nextChanges() {
        List<ItemChange> changes = new ArrayList<>();
        long weight = 0;
        Optional<RevisionChanges> next = history.next(position);
        while (next.isPresent() && weight < WEIGHT) {
            for (ItemChange change : next.get().changes()) {
                if (kinds.contains(change.kind())) {
                    changes.add(change);
                    weight += Weight.of(change);
                }
            }
            position = next.get().revision();
            next = history.next(position);
        }
        if (next.isEmpty()) {
            position = Math.max(position, cluster.revision());
        }
        return changes.isEmpty() ? Optional.empty() : Optional.of(new Delivery.Changes(position, changes));
    }

    private void nothingMore() {
        if (lively) {
            armProgress();
            return;
        }
        lively = true;
        // Where the follower is already: only that tells it nothing but that signs of life come.
        position = told;
        deliver(new Delivery.Progress(position));
    }

    private void awaitSilence(Duration length) {
        signOfLife = Optional.of(loop.after(length, this::breakSilence));
    }

    /** Also a follower that is told nothing for long is to know that it is still followed. */
    private void breakSilence() {
        if (ended) {
            return;
        }
        Duration left = SIGN_OF_LIFE.minusNanos(loop.nanoTime() - deliveredAt);
        if (left.isPositive()) {
            awaitSilence(left);
            return;
        }
        if (requested && !snapshotDue) {
            deliver(new Delivery.Progress(position));
        }
        awaitSilence(SIGN_OF_LIFE);
    }

    private void deliver(Delivery delivery) {
        requested = false;
        deliveredAt = loop.nanoTime();
        told = position;
        consumer.accept(delivery);
    }

    /** Uninteresting revisions are told together, and a little later, so that they wake nobody often. */
    private void armProgress() {
        if (position > told && progress.isEmpty()) {
            progress = Optional.of(loop.after(PROGRESS_AFTER, this::tellProgress));
        }
    }

    private void tellProgress() {
        progress = Optional.empty();
        if (!ended && requested && position > told) {
            deliver(new Delivery.Progress(position));
        }
    }

    private void end() {
        if (!ended) {
            ended = true;
            snapshot = List.of();
            progress.ifPresent(Loop.Timer::cancel);
            signOfLife.ifPresent(Loop.Timer::cancel);
            whenEnded.accept(this);
        }
    }
}
