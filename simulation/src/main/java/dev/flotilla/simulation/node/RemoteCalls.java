package dev.flotilla.simulation.node;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.registry.Registry;
import dev.flotilla.registry.loop.Futures;
import dev.flotilla.simulation.network.Connection;
import dev.flotilla.simulation.scenario.Breakage;
import dev.flotilla.simulation.time.Life;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Calls from a process to a registry, as the Java client makes them: what fails with "unavailable" goes to the next replica,
 * with a pause after each round, until the deadline. An attempt that hangs gets half of what is left.
 */
final class RemoteCalls {
    static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final long LEAST = Duration.ofMillis(250).toNanos();

    private final World world;
    private final Life life;
    private final Replicas replicas;

    RemoteCalls(World world, Life life, Replicas replicas) {
        this.world = world;
        this.life = life;
        this.replicas = replicas;
    }

    <T> CompletableFuture<T> call(Function<Registry, CompletableFuture<T>> method) {
        return call((registry, stillWanted) -> method.apply(registry));
    }

    /** The method is told whether the caller waits for this attempt still, as far as the replica can know. */
    <T> CompletableFuture<T> call(BiFunction<Registry, BooleanSupplier, CompletableFuture<T>> method) {
        Attempts<T> attempts = new Attempts<>(method, world.time().now() + TIMEOUT.toNanos());
        attempts.next();
        return attempts.result;
    }

    private final class Attempts<T> {
        private final BiFunction<Registry, BooleanSupplier, CompletableFuture<T>> method;
        private final long deadline;
        private final CompletableFuture<T> result = new CompletableFuture<>();
        private int failures;

        private Attempts(BiFunction<Registry, BooleanSupplier, CompletableFuture<T>> method, long deadline) {
            this.method = method;
            this.deadline = deadline;
        }

        private void next() {
            RegistryNode replica = replicas.preferred();
            Connection connection = world.network().connect(life, replica.host());
            boolean[] over = new boolean[1];
            connection.onClientClosed(() -> failed(over, replica, unavailable("the connection broke")));
            long left = deadline - world.time().now();
            long patience = world.registries().size() == 1 ? left : Math.max(left / 2, Math.min(left, LEAST));
            life.after(Duration.ofNanos(patience), () -> {
                if (!world.broken(Breakage.CALLS_OUTLIVE_THEIR_CALLERS)) {
                    connection.closeByClient();
                }
                failed(over, replica, unavailable("no answer in time"));
            });
            connection.toServer(() ->
                    replica.registry().ifPresent(registry -> serve(registry, connection, patience, over, replica)));
        }

        /** The replica counts the time that the caller gives it from the arrival on, and hears when it is cancelled. */
        private void serve(
                Registry registry, Connection connection, long patience, boolean[] over, RegistryNode replica) {
            long until = world.time().now() + patience;
            BooleanSupplier stillWanted = () -> world.broken(Breakage.CALLS_OUTLIVE_THEIR_CALLERS)
                    || !connection.isBroken() && world.time().now() < until;
            answer(registry, stillWanted)
                    .whenComplete((value, failure) -> connection.toClient(() -> {
                        connection.closeByClient();
                        if (failure == null) {
                            over[0] = true;
                            result.complete(value);
                        } else {
                            failed(over, replica, Futures.cause(failure));
                        }
                    }));
        }

        private CompletableFuture<T> answer(Registry registry, BooleanSupplier stillWanted) {
            try {
                return method.apply(registry, stillWanted);
            } catch (RuntimeException e) {
                return CompletableFuture.failedFuture(e);
            }
        }

        private void failed(boolean[] over, RegistryNode replica, Throwable failure) {
            if (over[0] || result.isDone()) {
                return;
            }
            over[0] = true;
            boolean again = failure instanceof FlotillaException e && e.error() instanceof FlotillaError.Unavailable;
            if (!again) {
                result.completeExceptionally(failure);
                return;
            }
            replicas.failed(replica);
            failures++;
            Duration pause = failures % replicas.size() == 0 ? PAUSE : Duration.ZERO;
            if (world.time().now() + pause.toNanos() >= deadline) {
                result.completeExceptionally(failure);
            } else {
                life.after(pause, this::next);
            }
        }
    }

    private static FlotillaException unavailable(String words) {
        return new FlotillaError.Unavailable(words).asException();
    }
}
