package dev.flotilla.gateway.event;

import java.util.List;

/** Hears events in order. Calls must return at once. */
public interface EventListener {
    /**
     * First, once.
     *
     * @param kept what happened after the revision, as far as it is kept
     * @param from the revision to resume from in order to hear the same again, or what the listener has heard already
     * @param compacted not all of what was asked for is kept, or the store was put back since
     */
    void onStart(List<Event> kept, long from, boolean compacted);

    /** Events of one or more whole revisions. */
    void onEvents(List<Event> events);

    /** What is known begins anew at this revision: the store was put back to it, or nothing was known so far. */
    void onRestart(long revision);
}
