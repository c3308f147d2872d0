package dev.flotilla.client.fake;

import dev.flotilla.proto.v1.Change;
import dev.flotilla.proto.v1.DesiredState;
import dev.flotilla.proto.v1.Item;
import dev.flotilla.proto.v1.Kind;
import dev.flotilla.proto.v1.Removed;
import dev.flotilla.proto.v1.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What the fake replicas of one cluster share: units, and every change there ever was. */
public final class FakeStore {
    public static final String HASH = "0123456789abcdef0123456789abcdef01234567";

    private final TreeMap<String, Unit> units = new TreeMap<>();
    private final List<Change> history = new ArrayList<>();
    private final List<Consumer<Change>> followers = new ArrayList<>();
    private long revision = 1;
    private long compacted;
    private int restored;

    public synchronized long put(String name) {
        return put(name, "");
    }

    public synchronized long put(String name, String by) {
        revision++;
        Unit unit = Unit.newBuilder()
                .setName(name)
                .setHash(HASH)
                .setDesiredState(DesiredState.DESIRED_STATE_LAUNCHED)
                .setRevision(revision)
                .setChangedBy(by)
                .build();
        units.put(name, unit);
        tell(Change.newBuilder()
                .setRevision(revision)
                .setPut(Item.newBuilder().setUnit(unit))
                .build());
        return revision;
    }

    public synchronized boolean remove(String name) {
        if (units.remove(name) == null) {
            return false;
        }
        revision++;
        tell(Change.newBuilder()
                .setRevision(revision)
                .setRemoved(Removed.newBuilder().setKind(Kind.KIND_UNIT).setName(name))
                .build());
        return true;
    }

    /** The store is an old copy of itself: nothing in it, and not as far. */
    public synchronized void restore() {
        units.clear();
        history.clear();
        revision = 1;
        compacted = Long.MAX_VALUE;
        restored++;
    }

    /** The same, by a store that keeps all that happens to it from then on. */
    public synchronized void restoreWithHistory() {
        restore();
        compacted = 0;
    }

    /** Changes with each time that it is restored. */
    public synchronized String history() {
        return "history " + restored;
    }

    /** Forgets the history up to now. */
    public synchronized void compact() {
        compacted = revision;
    }

    public synchronized long compactedRevision() {
        return compacted;
    }

    public synchronized long revision() {
        return revision;
    }

    public synchronized List<Unit> units() {
        return List.copyOf(units.values());
    }

    /** Runs with nothing changing meanwhile, then tells the follower every change after it. */
    public synchronized void follow(long after, Runnable first, Consumer<Change> follower) {
        first.run();
        history.stream().filter(change -> change.getRevision() > after).forEach(follower);
        followers.add(follower);
    }

    public synchronized void forget(Consumer<Change> follower) {
        followers.remove(follower);
    }

    private void tell(Change change) {
        history.add(change);
        List.copyOf(followers).forEach(follower -> follower.accept(change));
    }
}
