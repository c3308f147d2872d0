package dev.flotilla.agent.systemd;

import dev.flotilla.model.unit.UnitName;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The links to our unit files. All in one call; when systemd refuses that, one by one, so that only those at fault fail. */
final class Links {
    private static final Logger LOG = LoggerFactory.getLogger(Links.class);

    private final Systemd systemd;
    private final UnitDirectory files;
    private final Executor loop;

    Links(Systemd systemd, UnitDirectory files, Executor loop) {
        this.systemd = systemd;
        this.files = files;
        this.loop = loop;
    }

    /** Hears of one that is refused. */
    @FunctionalInterface
    interface Fault<T> {
        void of(T one, String words);
    }

    /** Every link to these goes. */
    CompletableFuture<Void> remove(List<UnitName> units) {
        return all(units, systemd::disable, (unit, words) -> LOG.warn("cannot unlink {}: {}", unit, words));
    }

    /**
     * Links them.
     *
     * @param installs whose {@code [Install]} section is carried out
     */
    CompletableFuture<Void> make(List<Loading> some, Predicate<Loading> installs, Fault<Loading> fault) {
        return make(some.stream().filter(installs.negate()).toList(), systemd::link, fault)
                .thenComposeAsync(
                        nothing -> make(some.stream().filter(installs).toList(), systemd::enable, fault), loop);
    }

    private CompletableFuture<Void> make(
            List<Loading> some, Function<Collection<Path>, CompletableFuture<Void>> how, Fault<Loading> fault) {
        return all(
                some,
                these -> how.apply(
                        these.stream().map(one -> files.path(one.name())).toList()),
                fault);
    }

    private <T> CompletableFuture<Void> all(
            List<T> these, Function<List<T>, CompletableFuture<Void>> call, Fault<T> fault) {
        if (these.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        return call.apply(these)
                .handleAsync(
                        (nothing, failure) -> {
                            if (failure == null) {
                                return CompletableFuture.<Void>completedFuture(null);
                            }
                            if (!(Failures.unwrapped(failure) instanceof SystemdRefusal refusal)) {
                                return CompletableFuture.<Void>failedFuture(failure);
                            }
                            if (these.size() == 1) {
                                fault.of(these.getFirst(), refusal.words());
                                return CompletableFuture.<Void>completedFuture(null);
                            }
                            return CompletableFuture.allOf(these.stream()
                                    .map(one -> all(List.of(one), call, fault))
                                    .toArray(CompletableFuture<?>[]::new));
                        },
                        loop)
                .thenCompose(Function.identity());
    }
}
