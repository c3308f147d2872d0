package dev.flotilla.agent.systemd;

import dev.flotilla.model.unit.UnitName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over what an earlier agent of this boot left: its files say what there is and with which content, systemd says
 * what of it runs. Nothing is stopped or started. Files that systemd does not find, or not this way, are the rest of
 * something that was interrupted, which is brought to its end.
 */
final class Adoption {
    private static final Logger LOG = LoggerFactory.getLogger(Adoption.class);

    private final Systemd systemd;
    private final UnitTable table;
    private final UnitWatch watch;
    private final FileRounds rounds;
    private final Executor loop;

    Adoption(Systemd systemd, UnitTable table, UnitWatch watch, FileRounds rounds, Executor loop) {
        this.systemd = systemd;
        this.table = table;
        this.watch = watch;
        this.rounds = rounds;
        this.loop = loop;
    }

    CompletableFuture<Void> adopt(Map<UnitName, UnitDirectory.Stored> stored) {
        List<TrackedUnit> units = new ArrayList<>();
        stored.forEach((name, file) -> {
            TrackedUnit unit = new TrackedUnit(name, file.file().hash(), file.written());
            unit.loaded(file.file().hash(), file.file().sections().contains("Install"));
            table.add(unit);
            units.add(unit);
        });
        return reloadIfStale(units)
                .thenComposeAsync(nothing -> watch.ask(units), loop)
                .thenComposeAsync(
                        missing -> {
                            units.stream()
                                    .filter(unit -> !missing.contains(unit))
                                    .forEach(table::publish);
                            LOG.info("{} units found, {} of them not linked", units.size(), missing.size());
                            return CompletableFuture.allOf(
                                    missing.stream().map(rounds::relink).toArray(CompletableFuture<?>[]::new));
                        },
                        loop);
    }

    private CompletableFuture<Void> reloadIfStale(List<TrackedUnit> units) {
        List<CompletableFuture<Boolean>> stale =
                units.stream().map(unit -> systemd.needsReload(unit.name())).toList();
        return CompletableFuture.allOf(stale.toArray(CompletableFuture<?>[]::new))
                .thenComposeAsync(
                        nothing -> stale.stream().anyMatch(CompletableFuture::join)
                                ? systemd.reload()
                                : CompletableFuture.<Void>completedFuture(null),
                        loop);
    }
}
