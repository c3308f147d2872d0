package dev.flotilla.simulation.time;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Where a process runs, again and again. */
public final class Host {
    private final String name;
    private final VirtualTime time;
    private final double rate;
    private final BiConsumer<Host, Throwable> defects;
    private Optional<Life> life = Optional.empty();
    private long pausedUntil;
    private Duration clockError = Duration.ZERO;
    private long lastTrouble;
    private long started;
    private int sufferings;

    /**
     * @param rate of its clock; 1 is right
     * @param defects is told what its process threw
     */
    public Host(String name, VirtualTime time, double rate, BiConsumer<Host, Throwable> defects) {
        this.name = name;
        this.time = time;
        this.rate = rate;
        this.defects = defects;
    }

    public String name() {
        return name;
    }

    public Life start() {
        stop();
        started = time.now();
        Life next = new Life(this, time);
        life = Optional.of(next);
        return next;
    }

    public void stop() {
        life.ifPresent(Life::end);
        life = Optional.empty();
        pausedUntil = 0;
        troubled();
    }

    public Optional<Life> life() {
        return life;
    }

    public boolean isUp() {
        return life.isPresent();
    }

    /** Up and not standing still. */
    public boolean isAwake() {
        return isUp() && pausedUntil <= time.now();
    }

    /** For how long its process has been up and running; 0 when it is not. In nanoseconds. */
    public long awakeFor() {
        return isAwake() ? time.now() - Math.max(started, pausedUntil) : 0;
    }

    /** Stands still: nothing happens, and then everything at once. */
    public void pause(Duration length) {
        pausedUntil = Math.max(pausedUntil, time.now() + length.toNanos());
        time.after(length, this::troubled);
        troubled();
    }

    /** Until when it stands still; in the past when it does not. */
    public long pausedUntil() {
        return pausedUntil;
    }

    public void setClock(Duration error) {
        clockError = error;
    }

    Duration clockError() {
        return clockError;
    }

    double rate() {
        return rate;
    }

    /** Something was wrong with it at this moment. */
    public void troubled() {
        lastTrouble = time.now();
    }

    /** Something is wrong with it until as many {@link #recovers}. */
    public void suffers() {
        sufferings++;
    }

    public void recovers() {
        sufferings--;
        troubled();
    }

    /** When something was last wrong with it. */
    public long lastTrouble() {
        return isAwake() && sufferings == 0 ? lastTrouble : time.now();
    }

    /** Runs a step of its process; what it throws is a defect. */
    public void attempt(Runnable task) {
        try {
            task.run();
        } catch (Life.Ended e) {
            // Whoever had it end knows.
        } catch (RuntimeException | AssertionError e) {
            defects.accept(this, e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
