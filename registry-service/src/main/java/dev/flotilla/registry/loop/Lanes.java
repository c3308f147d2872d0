package dev.flotilla.registry.loop;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Runs the asynchronous jobs of one key one after the other, and those of different keys side by side: writers of the same
 * record in this process never meet in the store. On the loop.
 */
public final class Lanes<K> {
    private final Loop loop;
    private final Map<K, Queue<Runnable>> waiting = new HashMap<>();

    public Lanes(Loop loop) {
        this.loop = loop;
    }

    /** Begins the job when all earlier ones of its key have ended, however they ended. */
    public <T> CompletableFuture<T> run(K key, Supplier<CompletableFuture<T>> job) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Runnable begin = () -> {
            Futures.forward(loop.bring(begun(job)), result);
            result.whenComplete((value, failure) -> next(key));
        };
        Queue<Runnable> queue = waiting.get(key);
        if (queue == null) {
            waiting.put(key, new ArrayDeque<>());
            begin.run();
        } else {
            queue.add(begin);
        }
        return result;
    }

    private void next(K key) {
        Queue<Runnable> queue = waiting.get(key);
        if (queue == null || queue.isEmpty()) {
            waiting.remove(key);
        } else {
            queue.remove().run();
        }
    }

    private static <T> CompletableFuture<T> begun(Supplier<CompletableFuture<T>> job) {
        try {
            return job.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
