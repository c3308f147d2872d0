package dev.flotilla.agent.runtime;

import java.time.Instant;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * What the runtime sees of a unit, in systemd's words. They are kept as text because they are passed through untouched:
 * a later systemd may know more of them.
 *
 * @param load {@code loaded}, {@code not-found}, {@code bad-setting}, {@code error}, {@code masked}
 * @param active {@code active}, {@code reloading}, {@code inactive}, {@code failed}, {@code activating}, {@code
 *     deactivating}
 * @param sub the unit type's own state, for example {@code running}, {@code dead}, {@code start-pre}
 * @param since when active or sub last changed
 * @param detail the runtime's own words: why it failed or does not load, what it does not honour; empty when there is
 *     nothing to say
 * @param mainPid the process that stands for a running service
 */
public record UnitStatus(String load, String active, String sub, Instant since, String detail, OptionalLong mainPid) {
    public UnitStatus {
        Objects.requireNonNull(load, "load");
        Objects.requireNonNull(active, "active");
        Objects.requireNonNull(sub, "sub");
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(detail, "detail");
        Objects.requireNonNull(mainPid, "mainPid");
    }

    /** The unit file was read and can be started. */
    public boolean isLoaded() {
        return load.equals("loaded");
    }

    /** Up, as {@code systemctl is-active} sees it. */
    public boolean isActive() {
        return active.equals("active") || active.equals("reloading");
    }

    public boolean isFailed() {
        return active.equals("failed");
    }

    public boolean isGoingDown() {
        return active.equals("deactivating");
    }

    /** Neither on its way up or down nor up: nothing of it runs. */
    public boolean isDown() {
        return active.equals("inactive") || isFailed();
    }
}
