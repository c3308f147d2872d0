package dev.flotilla.agent.systemd;

import dev.flotilla.agent.runtime.RuntimeUnit;
import dev.flotilla.agent.runtime.UnitStatus;
import dev.flotilla.model.unit.UnitHash;
import dev.flotilla.model.unit.UnitName;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** What is known of one of our units. Confined to the runtime's thread. */
final class TrackedUnit {
    private static final String INACTIVE = "inactive";

    private final UnitName name;
    private UnitHash hash;
    private UnitStatus status;
    private boolean installed;
    private boolean refused;
    private boolean halfDone;
    private Optional<String> rejection = Optional.empty();

    /** What was asked for before has got as far as systemd: later calls for the unit wait for it. */
    CompletableFuture<?> turn = CompletableFuture.completedFuture(null);

    /** A look at its details is under way; and another is wanted after it. */
    boolean looking;

    boolean lookAgain;

    /** Completed when the details have been looked at. */
    CompletableFuture<Void> looked = CompletableFuture.completedFuture(null);

    TrackedUnit(UnitName name, UnitHash hash, Instant since) {
        this.name = name;
        this.hash = hash;
        this.status = new UnitStatus("loaded", INACTIVE, "dead", since, "", OptionalLong.empty());
    }

    UnitName name() {
        return name;
    }

    UnitHash hash() {
        return hash;
    }

    UnitStatus status() {
        return status;
    }

    RuntimeUnit snapshot() {
        return new RuntimeUnit(name, hash, status);
    }

    /** Has its file's {@code [Install]} section carried out. */
    boolean isInstalled() {
        return installed;
    }

    /** The machine will not have it: systemd was told nothing of it. */
    boolean isRefused() {
        return refused;
    }

    /** systemd goes on with the content before this one, which the machine will not have. */
    boolean isRejected() {
        return rejection.isPresent();
    }

    /** Its file was written, and perhaps linked; whether systemd has read it is not known. */
    boolean isHalfDone() {
        return halfDone;
    }

    /**
     * Its file is written from now on.
     *
     * @param install what it may be linked by, besides what it was before
     */
    void halfDone(boolean install) {
        halfDone = true;
        installed |= install;
    }

    /** Nothing of it is under way any more. */
    void settled() {
        halfDone = false;
    }

    void loaded(UnitHash content, boolean install) {
        hash = content;
        installed = install;
        refused = false;
        rejection = Optional.empty();
        settled();
    }

    /**
     * The machine will not have this content and goes on with what it had: as for any content that cannot be loaded, the unit
     * has the new hash, says why, and can be stopped but not started.
     *
     * @param install whether the content that it goes on with is installed
     */
    void reject(UnitHash content, boolean install, String why) {
        loaded(content, install);
        rejection = Optional.of(why);
    }

    void refuse(UnitHash content, String load, String why) {
        loaded(content, false);
        refused = true;
        status = new UnitStatus(load, status.active(), status.sub(), status.since(), why, OptionalLong.empty());
    }

    /** Whether that changed anything; what systemd says of a content that is not the one wanted does not count. */
    boolean load(String load, String detail) {
        return put(new UnitStatus(
                isRejected() ? "error" : load,
                status.active(),
                status.sub(),
                status.since(),
                rejection.orElse(detail),
                status.mainPid()));
    }

    /**
     * Whether that changed anything. A process, and what is said of a failure, belong to a state: the next one has its own.
     */
    boolean state(String active, String sub, Optional<Instant> since) {
        boolean same = active.equals(status.active()) && sub.equals(status.sub());
        Instant at = since.orElse(status.since());
        boolean down = active.equals(INACTIVE) || active.equals("failed");
        return put(new UnitStatus(
                status.load(),
                active,
                sub,
                at,
                same || !status.isLoaded() ? status.detail() : "",
                down ? OptionalLong.empty() : status.mainPid()));
    }

    /** Whether that changed anything. */
    boolean details(OptionalLong mainPid, String failure) {
        String detail = status.isLoaded() ? failure : status.detail();
        return put(new UnitStatus(
                status.load(),
                status.active(),
                status.sub(),
                status.since(),
                detail,
                status.isDown() ? OptionalLong.empty() : mainPid));
    }

    private boolean put(UnitStatus next) {
        boolean changed = !next.equals(status);
        status = next;
        return changed;
    }
}
