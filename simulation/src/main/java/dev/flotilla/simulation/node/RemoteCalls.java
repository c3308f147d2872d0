package dev.flotilla.simulation.node;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.registry.Registry;
import dev.flotilla.registry.loop.Futures;
import dev.flotilla.simulation.network.Connection;
import dev.flotilla.simulation.time.Life;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
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
        return call(method, true);
    }

    /** One attempt: what comes to nothing is not known to have failed. */
    <T> CompletableFuture<T> callOnce(Function<Registry, CompletableFuture<T>> method) {
        return call(method, false);
    }

    private <T> CompletableFuture<T> call(Function<Registry, CompletableFuture<T>> method, boolean repeats) {
        Attempts<T> attempts = new Attempts<>(method, repeats, world.time().now() + TIMEOUT.toNanos());
        attempts.next();
        return attempts.result;
    }

    private final class Attempts<T> {
        private final Function<Registry, CompletableFuture<T>> method;
        private final boolean repeats;
        private final long deadline;
        private final CompletableFuture<T> result = new CompletableFuture<>();
        private int failures;

        private Attempts(Function<Registry, CompletableFuture<T>> method, boolean repeats, long deadline) {
            this.method = method;
            this.repeats = repeats;
            this.deadline = deadline;
        }

        private void next() {
            RegistryNode replica = replicas.preferred();
            Connection connection = world.network().connect(life, replica.host());
            boolean[] over = new boolean[1];
            connection.onClientClosed(() -> failed(over, replica, unavailable("the connection broke")));
            long left = deadline - world.time().now();
            life.after(Duration.ofNanos(Math.max(left / 2, Math.min(left, LEAST))), () -> {
                connection.closeByClient();
                failed(over, replica, unavailable("no answer in time"));
            });
            connection.toServer(
                    () -> replica.registry().ifPresent(registry -> serve(registry, connection, over, replica)));
        }

        private void serve(Registry registry, Connection connection, boolean[] over, RegistryNode replica) {
            answer(registry)
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

        private CompletableFuture<T> answer(Registry registry) {
            try {
                return method.apply(registry);
            } catch (RuntimeException e) {
                return CompletableFuture.failedFuture(e);
            }
        }

        private void failed(boolean[] over, RegistryNode replica, Throwable failure) {
            if (over[0] || result.isDone()) {
                return;
            }
            over[0] = true;
            boolean again =
                    repeats && failure instanceof FlotillaException e && e.error() instanceof FlotillaError.Unavailable;
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
