package dev.flotilla.agent.systemd;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the table true to what systemd has: by its signals, and by asking for everything when some may have been missed.
 * Confined to the runtime's thread.
 */
final class UnitWatch {
    private static final Logger LOG = LoggerFactory.getLogger(UnitWatch.class);

    private final Systemd systemd;
    private final UnitTable table;
    private final Executor loop;

    UnitWatch(Systemd systemd, UnitTable table, Executor loop) {
        this.systemd = systemd;
        this.table = table;
        this.loop = loop;
    }

    /** A signal came. */
    void changed(UnitChange change) {
        table.find(change.unit()).filter(unit -> !unit.isRefused()).ifPresent(unit -> {
            boolean moved = !unit.status().active().equals(change.active())
                    || !unit.status().sub().equals(change.sub());
            if (unit.state(change.active(), change.sub(), change.since()) && table.has(unit.name())) {
                table.publish(unit);
            }
            if (moved) {
                look(unit);
            }
        });
    }

    /** Takes over what a list said of a unit and asks for what it did not say; tells nobody. */
    CompletableFuture<Void> seen(TrackedUnit unit, ListedUnit listed) {
        boolean moved = !listed.active().equals(unit.status().active())
                || !listed.sub().equals(unit.status().sub());
        List<CompletableFuture<?>> questions = new ArrayList<>();
        if (listed.isLoaded()) {
            unit.load(listed.load(), unit.status().isLoaded() ? unit.status().detail() : "");
        } else {
            questions.add(answer(
                    systemd.loadError(unit.name()),
                    words -> unit.load(listed.load(), words.isEmpty() ? listed.load() : words)));
        }
        if (moved) {
            unit.state(listed.active(), listed.sub(), Optional.empty());
            questions.add(answer(systemd.since(unit.name()), since -> {
                if (unit.status().active().equals(listed.active())
                        && unit.status().sub().equals(listed.sub())) {
                    unit.state(listed.active(), listed.sub(), since);
                }
            }));
            look(unit);
            questions.add(unit.looked);
        }
        return CompletableFuture.allOf(questions.toArray(CompletableFuture<?>[]::new));
    }

    /** Asks for the state of all our units. */
    CompletableFuture<List<TrackedUnit>> resync() {
        List<TrackedUnit> units = table.all().stream()
                .filter(unit -> !unit.isRefused() && table.has(unit.name()))
                .toList();
        return ask(units);
    }

    /** Asks for the states of these; completes with those systemd does not find. */
    CompletableFuture<List<TrackedUnit>> ask(List<TrackedUnit> units) {
        return systemd.list(units.stream().map(TrackedUnit::name).toList())
                .thenComposeAsync(
                        listed -> {
                            List<TrackedUnit> missing = new ArrayList<>();
                            List<CompletableFuture<?>> seen = new ArrayList<>();
                            for (int i = 0; i < listed.size(); i++) {
                                TrackedUnit unit = units.get(i);
                                if (listed.get(i).isMissing()) {
                                    missing.add(unit);
                                } else {
                                    seen.add(seenAndTold(unit, listed.get(i)));
                                }
                            }
                            return CompletableFuture.allOf(seen.toArray(CompletableFuture<?>[]::new))
                                    .thenApply(nothing -> missing);
                        },
                        loop);
    }

    private CompletableFuture<Void> seenAndTold(TrackedUnit unit, ListedUnit listed) {
        var before = unit.status();
        return seen(unit, listed)
                .thenRunAsync(
                        () -> {
                            if (!before.equals(unit.status()) && table.has(unit.name())) {
                                table.publish(unit);
                            }
                        },
                        loop);
    }

    /** Asks for what signals do not say: a running service's process, and why a unit failed. */
    private void look(TrackedUnit unit) {
        if (unit.looking) {
            unit.lookAgain = true;
            return;
        }
        if (!unit.status().isActive() && !unit.status().isFailed()) {
            return;
        }
        unit.looking = true;
        CompletableFuture<Void> looked = new CompletableFuture<>();
        unit.looked = looked;
        CompletableFuture<OptionalLong> pid = unit.status().isActive()
                ? systemd.mainPid(unit.name())
                : CompletableFuture.completedFuture(OptionalLong.empty());
        CompletableFuture<String> why =
                unit.status().isFailed() ? systemd.failure(unit.name()) : CompletableFuture.completedFuture("");
        CompletableFuture<Void> unused = pid.thenCombineAsync(
                        why,
                        (process, words) -> {
                            boolean told = unit.details(process, words) && table.has(unit.name());
                            if (told) {
                                table.publish(unit);
                            }
                            return told;
                        },
                        loop)
                .handleAsync(
                        (told, failure) -> {
                            if (failure != null) {
                                LOG.debug("no details of {}: {}", unit.name(), failure.toString());
                            }
                            unit.looking = false;
                            if (unit.lookAgain) {
                                unit.lookAgain = false;
                                look(unit);
                            }
                            if (unit.looking) {
                                unit.looked.thenRun(() -> looked.complete(null));
                            } else {
                                looked.complete(null);
                            }
                            return null;
                        },
                        loop);
    }

    /** A question without an answer is asked again at the next resync. */
    private <T> CompletableFuture<Void> answer(CompletableFuture<T> question, java.util.function.Consumer<T> then) {
        return question.handleAsync(
                (value, failure) -> {
                    if (failure == null) {
                        then.accept(value);
                    } else {
                        LOG.debug("no answer: {}", failure.toString());
                    }
                    return null;
                },
                loop);
    }
}
