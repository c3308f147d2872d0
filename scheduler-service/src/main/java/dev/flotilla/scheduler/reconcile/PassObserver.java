package dev.flotilla.scheduler.reconcile;

/** Hears of every pass. On the loop. */
@FunctionalInterface
public interface PassObserver {
    void passed(PassReport report);
}
