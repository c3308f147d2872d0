package dev.flotilla.simulation.store;

import java.time.Duration;

/** How the store is at the moment, for everybody who calls it. */
public final class StoreWeather {
    private boolean down;
    private Duration slowness = Duration.ZERO;
    private double unclear;

    public boolean isDown() {
        return down;
    }

    public void setDown(boolean isDown) {
        down = isDown;
    }

    Duration slowness() {
        return slowness;
    }

    /** Every call takes up to so much longer. */
    public void setSlowness(Duration most) {
        slowness = most;
    }

    double unclear() {
        return unclear;
    }

    /** What part of all commits ends without a clear answer. */
    public void setUnclear(double share) {
        unclear = share;
    }
}
