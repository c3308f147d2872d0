package dev.flotilla.agent.systemd;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that changes unit files, in rounds, one after the other: what comes in while a round is under way makes up
 * the next one, so that many changes cost one link, one look and at most one reload. Confined to the runtime's thread.
 *
 * <p>systemd finds a new file by itself. It must read all files anew when one it may have in memory changes, and when an
 * {@code [Install]} section ties units together.
 *
 * <p>A round may be cut off anywhere. A unit whose file was written is half done from then until systemd was seen to have it,
 * so that the next round for it does everything again; and a reload that did not come about is due until one does.
 */
final class FileRounds {
    private static final Logger LOG = LoggerFactory.getLogger(FileRounds.class);
    private static final Duration STOPS_FIRST = Duration.ofMillis(100);

    private final Systemd systemd;
    private final UnitDirectory files;
    private final Links links;
    private final UnitTable table;
    private final UnitWatch watch;
    private final ScheduledExecutorService loop;
    private final IntSupplier stopping;

    private List<Loading> loads = new ArrayList<>();
    private List<Forgetting> forgets = new ArrayList<>();
    private boolean running;
    private boolean queued;
    /** systemd is to read its files anew, whatever the round is for. */
    private boolean reloadDue;

    private @Nullable ScheduledFuture<?> timer;

    /**
     * @param stopping how many units are being stopped, to be forgotten then
     */
    FileRounds(
            Systemd systemd,
            UnitDirectory files,
            UnitTable table,
            UnitWatch watch,
            ScheduledExecutorService loop,
            IntSupplier stopping) {
        this.systemd = systemd;
        this.files = files;
        this.links = new Links(systemd, files, loop);
        this.table = table;
        this.watch = watch;
        this.loop = loop;
        this.stopping = stopping;
    }

    private record Forgetting(TrackedUnit unit, CompletableFuture<Void> done) {}

    /** Writes and links it; completes when the table shows it. */
    CompletableFuture<Void> load(TrackedUnit unit, UnitFile content) {
        return add(new Loading(unit, content, table.has(unit.name())));
    }

    /** Links it again, with the content that its file has: it is not there any more, or was left half done. */
    CompletableFuture<Void> relink(TrackedUnit unit) {
        Optional<UnitDirectory.Stored> stored = files.find(unit.name());
        if (stored.isEmpty()) {
            unit.settled();
            return CompletableFuture.completedFuture(null);
        }
        Loading again = new Loading(unit, stored.get().file(), false);
        again.had = table.has(unit.name());
        return add(again);
    }

    /** Takes the stopped unit away; completes when the table does not show it. */
    CompletableFuture<Void> forget(TrackedUnit unit) {
        Forgetting forgetting = new Forgetting(unit, new CompletableFuture<>());
        forgets.add(forgetting);
        begin();
        return forgetting.done();
    }

    private CompletableFuture<Void> add(Loading loading) {
        loads.add(loading);
        begin();
        return loading.done;
    }

    private void begin() {
        if (running || queued) {
            return;
        }
        if (loads.isEmpty() && stopping.getAsInt() > 0) {
            // systemd does one thing at a time: what stops goes before the tidying up after what has stopped.
            if (timer == null) {
                timer = loop.schedule(this::round, STOPS_FIRST.toMillis(), TimeUnit.MILLISECONDS);
            }
            return;
        }
        queued = true;
        loop.execute(this::round); // not at once: callers hand in several units one by one
    }

    private void round() {
        queued = false;
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        if (running || (forgets.isEmpty() && loads.isEmpty())) {
            return;
        }
        running = true;
        List<Forgetting> leaving = forgets;
        List<Loading> coming = loads;
        forgets = new ArrayList<>();
        loads = new ArrayList<>();
        CompletableFuture<?> unused = forgetAll(leaving)
                .thenComposeAsync(nothing -> loadAll(coming), loop)
                .whenCompleteAsync((nothing, failure) -> ended(leaving, coming, failure), loop);
    }

    private void ended(List<Forgetting> leaving, List<Loading> coming, @Nullable Throwable failure) {
        Throwable reason = failure == null
                ? new FlotillaError.Internal("the unit was passed over").asException()
                : Failures.unwrapped(failure);
        leaving.forEach(forgetting -> forgetting.done().completeExceptionally(reason));
        coming.forEach(loading -> loading.done.completeExceptionally(reason));
        running = false;
        if (!forgets.isEmpty() || !loads.isEmpty()) {
            begin();
        }
    }

    // ---- forgetting

    private CompletableFuture<Void> forgetAll(List<Forgetting> leaving) {
        List<UnitName> linked = leaving.stream()
                .map(Forgetting::unit)
                .filter(unit -> !unit.isRefused())
                .map(TrackedUnit::name)
                .toList();
        return links.remove(linked)
                .thenRunAsync(
                        () -> {
                            reloadDue |=
                                    leaving.stream().anyMatch(one -> one.unit().isInstalled());
                            leaving.forEach(this::forgotten);
                        },
                        loop);
    }

    private void forgotten(Forgetting forgetting) {
        TrackedUnit unit = forgetting.unit();
        try {
            if (!unit.isRefused()) {
                files.delete(unit.name());
            }
        } catch (UncheckedIOException e) {
            forgetting.done().completeExceptionally(written(e));
            return;
        }
        unit.settled();
        if (unit.status().isFailed()) {
            // Or systemd keeps it for ever; that it knows nothing of it (any more) is what is wanted.
            CompletableFuture<Void> unused = systemd.resetFailed(unit.name());
        }
        table.retract(unit.name());
        forgetting.done().complete(null);
    }

    // ---- loading

    private CompletableFuture<Void> loadAll(List<Loading> coming) {
        coming.stream().filter(loading -> loading.fresh).forEach(loading -> SystemdNames.unknown(loading.name())
                .ifPresent(why -> refuse(loading, "error", why)));
        List<Loading> strangers = coming.stream()
                .filter(loading -> loading.fresh && !loading.over)
                .toList();
        return lookForOthers(strangers)
                .thenComposeAsync(stale -> link(coming).thenApply(nothing -> stale), loop)
                .thenComposeAsync(
                        stale -> {
                            boolean tied = coming.stream()
                                    .anyMatch(one -> !one.over && (one.changed || (one.links() && one.installs())));
                            boolean reload = stale || tied || reloadDue;
                            return (reload ? reload() : CompletableFuture.<Void>completedFuture(null))
                                    .thenComposeAsync(nothing -> look(coming, reload), loop);
                        },
                        loop);
    }

    private CompletableFuture<Void> reload() {
        reloadDue = true;
        return systemd.reload().thenRunAsync(() -> reloadDue = false, loop);
    }

    /** The machine has units of its own, which are not ours to replace. True: systemd remembers an earlier one of ours. */
    private CompletableFuture<Boolean> lookForOthers(List<Loading> strangers) {
        return systemd.list(strangers.stream().map(Loading::name).toList())
                .thenComposeAsync(
                        listed -> {
                            List<CompletableFuture<Boolean>> stale = new ArrayList<>();
                            for (int i = 0; i < listed.size(); i++) {
                                strangers.get(i).had |= !listed.get(i).active().equals("inactive");
                                if (!listed.get(i).isMissing()) {
                                    stale.add(isOurs(strangers.get(i), listed.get(i)));
                                }
                            }
                            return CompletableFuture.allOf(stale.toArray(CompletableFuture<?>[]::new))
                                    .thenApply(nothing -> stale.stream().anyMatch(CompletableFuture::join));
                        },
                        loop);
    }

    private CompletableFuture<Boolean> isOurs(Loading stranger, ListedUnit listed) {
        return systemd.fragment(stranger.name())
                .thenApplyAsync(
                        fragment -> {
                            // Slices and devices are there without a file; one that is in use is the machine's.
                            boolean unused =
                                    fragment.isEmpty() && listed.active().equals("inactive");
                            if (unused || SystemdNames.isOurs(fragment, files.path(stranger.name()))) {
                                return true;
                            }
                            String where = fragment.isEmpty() ? "" : ": " + fragment;
                            refuse(
                                    stranger,
                                    listed.load().equals("masked") ? "masked" : "error",
                                    "the machine has a unit of this name of its own" + where);
                            return false;
                        },
                        loop);
    }

    private CompletableFuture<Void> link(List<Loading> coming) {
        coming.stream().filter(one -> !one.over && (one.fresh || one.changed)).forEach(this::write);
        List<Loading> linked =
                coming.stream().filter(one -> !one.over && one.links()).toList();
        return links.remove(names(linked.stream().filter(one -> one.tied)))
                .thenComposeAsync(nothing -> links.make(linked, Loading::installs, this::cannotLink), loop)
                .thenComposeAsync(nothing -> giveBack(linked), loop);
    }

    /** What systemd has already, and may be running, must stay under our eyes and stoppable: only the new content goes. */
    private void cannotLink(Loading one, String words) {
        if (!one.had) {
            refuse(one, "error", words);
            return;
        }
        LOG.warn("{} cannot have its new content: {}", one.name(), words);
        one.rejection = Optional.of(words);
        one.before.ifPresentOrElse(file -> files.write(one.name(), file), () -> files.delete(one.name()));
    }

    /** Links what was rejected as it was before. The attempt may have left some links: without any it is tried again. */
    private CompletableFuture<Void> giveBack(List<Loading> linked) {
        List<Loading> rejected =
                linked.stream().filter(one -> one.rejection.isPresent()).toList();
        List<Loading> linkable = rejected.stream().filter(Loading::hadOther).toList();
        return links.remove(names(rejected.stream()))
                .thenComposeAsync(
                        nothing -> links.make(
                                linkable,
                                Loading::installedBefore,
                                (one, words) -> LOG.warn("cannot link {} again: {}", one.name(), words)),
                        loop);
    }

    private static List<UnitName> names(Stream<Loading> some) {
        return some.map(Loading::name).toList();
    }

    private void write(Loading loading) {
        try {
            loading.before = files.find(loading.name()).map(UnitDirectory.Stored::file);
            files.write(loading.name(), loading.content);
            loading.unit.halfDone(loading.installs());
        } catch (UncheckedIOException e) {
            loading.over = true;
            loading.done.completeExceptionally(written(e));
        }
    }

    /** What systemd makes of them. */
    private CompletableFuture<Void> look(List<Loading> coming, boolean reloaded) {
        List<Loading> open = coming.stream().filter(one -> !one.over).toList();
        return systemd.list(open.stream().map(Loading::name).toList())
                .thenComposeAsync(
                        listed -> {
                            if (!reloaded && listed.stream().anyMatch(FileRounds::mayBeStale)) {
                                return reload().thenComposeAsync(nothing -> look(coming, true), loop);
                            }
                            List<CompletableFuture<Void>> shown = new ArrayList<>();
                            for (int i = 0; i < listed.size(); i++) {
                                shown.add(show(open.get(i), listed.get(i)));
                            }
                            return CompletableFuture.allOf(shown.toArray(CompletableFuture<?>[]::new));
                        },
                        loop);
    }

    /**
     * systemd looks for new files by the time of its directories, which may be too coarse; and a unit of this name that was
     * forgotten, but has its control group still, cannot be loaded into the slice that it is in ("resource busy").
     */
    private static boolean mayBeStale(ListedUnit listed) {
        return listed.isMissing() || listed.load().equals("error");
    }

    private CompletableFuture<Void> show(Loading loading, ListedUnit listed) {
        TrackedUnit unit = loading.unit;
        loading.rejection.ifPresentOrElse(
                words -> unit.reject(loading.content.hash(), loading.installedBefore(), words),
                () -> unit.loaded(loading.content.hash(), loading.installs()));
        return watch.seen(unit, listed)
                .thenRunAsync(
                        () -> {
                            table.publish(unit);
                            loading.done.complete(null);
                        },
                        loop);
    }

    private void refuse(Loading loading, String load, String why) {
        LOG.warn("{} cannot be loaded: {}", loading.name(), why);
        if (loading.unit.isHalfDone()) {
            files.delete(loading.name());
        }
        loading.over = true;
        loading.unit.refuse(loading.content.hash(), load, why);
        table.publish(loading.unit);
        loading.done.complete(null);
    }

    private static RuntimeException written(UncheckedIOException e) {
        return new FlotillaError.Unavailable("a unit file cannot be written: " + e.getCause()).asException();
    }
}
