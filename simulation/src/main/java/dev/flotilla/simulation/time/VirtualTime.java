package dev.flotilla.simulation.time;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** The one queue of everything that will happen. Events of the same moment happen in the order they were planned in. */
public final class VirtualTime {
    private final PriorityQueue<Event> events = new PriorityQueue<>(
            Comparator.comparingLong(Event::at).thenComparingLong(Event::due).thenComparingLong(Event::order));
    private long now;
    private long planned;
    private long steps;

    /** Something that will happen unless it is cancelled. */
    public static final class Event {
        private final long due;
        private final long order;
        private final Runnable action;
        private final long at;
        private boolean cancelled;
        private boolean[] shared = new boolean[1];

        private Event(long at, long due, long order, Runnable action) {
            this.at = at;
            this.due = due;
            this.order = order;
            this.action = action;
        }

        public void cancel() {
            cancelled = true;
            shared[0] = true;
        }

        /** Also cancels what it was put off to. */
        void whenCancelled(boolean[] flag) {
            shared = flag;
        }

        long at() {
            return at;
        }

        long due() {
            return due;
        }

        long order() {
            return order;
        }
    }

    /** Nanoseconds since the beginning of the run. */
    public long now() {
        return now;
    }

    /** Events so far. */
    public long steps() {
        return steps;
    }

    /** Has it happen after the delay, in nanoseconds. */
    public Event after(long delay, Runnable action) {
        return put(now + Math.max(0, delay), now + Math.max(0, delay), planned++, action);
    }

    public Event after(Duration delay, Runnable action) {
        return after(delay.toNanos(), action);
    }

    /** Puts off what was due: it keeps its place among all that is put off to the same moment. */
    void putOff(long until, long due, long order, Runnable action) {
        put(until, due, order, action);
    }

    long nextOrder() {
        return planned++;
    }

    private Event put(long at, long due, long order, Runnable action) {
        Event event = new Event(at, due, order, action);
        events.add(event);
        return event;
    }

    /** The next event, if it is not later than the limit; false when there is none. */
    public boolean step(long limit) {
        while (!events.isEmpty() && events.peek().at <= limit) {
            Event next = events.remove();
            if (!next.cancelled) {
                now = Math.max(now, next.at);
                steps++;
                next.action.run();
                return true;
            }
        }
        now = Math.max(now, limit);
        return false;
    }
}
