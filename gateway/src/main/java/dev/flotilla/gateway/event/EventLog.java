package dev.flotilla.gateway.event;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;

/** The latest events, and those who listen for more. Thread safe. */
public final class EventLog {
    private final int capacity;
    private final ArrayDeque<Event> kept = new ArrayDeque<>();
    private final Set<EventListener> listeners = new CopyOnWriteArraySet<>();
    /** Everything after this revision is kept. */
    private long completeAfter;

    private long revision;

    /**
     * @param capacity how many events are kept
     */
    public EventLog(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("at least one event is kept");
        }
        this.capacity = capacity;
    }

    /** What happened up to the revision. */
    public synchronized void publish(List<Event> events, long upTo) {
        events.forEach(this::keep);
        revision = upTo;
        if (!events.isEmpty()) {
            List<Event> heard = List.copyOf(events);
            listeners.forEach(listener -> listener.onEvents(heard));
        }
    }

    /**
     * What is known begins at the revision. Who listens already is told: nobody knows what happened before.
     *
     * @param standing one event for each record there is, so that a list of the latest is not empty; they are not all
     *     that happened, and nobody can resume among them
     */
    public synchronized void restart(List<Event> standing, long at) {
        kept.clear();
        standing.stream().sorted(Comparator.comparing(Event::time)).forEach(this::keep);
        completeAfter = at;
        revision = at;
        listeners.forEach(listener -> listener.onRestart(at));
    }

    /** Starts to listen after a revision. The listener hears {@link EventListener#onStart} before this returns. */
    public synchronized void listenAfter(long since, EventListener listener) {
        long from = Math.max(since, completeAfter);
        List<Event> heard =
                kept.stream().filter(event -> event.revision() > from).toList();
        listener.onStart(heard, heard.isEmpty() ? revision : from, !isComplete(since));
        listeners.add(listener);
    }

    /** What happens up to a revision that the store has not reached says nothing to who was there before it was put back. */
    private boolean isComplete(long since) {
        return since >= completeAfter && since <= revision;
    }

    /** Starts to listen with the latest so many. */
    public synchronized void listenWithLast(int count, EventListener listener) {
        List<Event> heard = last(count);
        listener.onStart(
                heard,
                heard.isEmpty()
                        ? revision
                        : Math.max(completeAfter, heard.getFirst().revision() - 1),
                false);
        listeners.add(listener);
    }

    public void leave(EventListener listener) {
        listeners.remove(listener);
    }

    /** The latest so many, eldest first. */
    public synchronized List<Event> last(int count) {
        return kept.stream().skip(Math.max(0, kept.size() - count)).toList();
    }

    /** What happened after the revision; empty when not all of that is kept, or the store has not come so far. */
    public synchronized Optional<List<Event>> after(long since) {
        return isComplete(since)
                ? Optional.of(
                        kept.stream().filter(event -> event.revision() > since).toList())
                : Optional.empty();
    }

    /** The oldest revision that can be resumed from. */
    public synchronized long completeAfter() {
        return completeAfter;
    }

    /** The last revision taken in. */
    public synchronized long revision() {
        return revision;
    }

    public int listeners() {
        return listeners.size();
    }

    private void keep(Event event) {
        kept.addLast(event);
        if (kept.size() > capacity) {
            completeAfter = Math.max(completeAfter, kept.removeFirst().revision());
        }
    }
}
