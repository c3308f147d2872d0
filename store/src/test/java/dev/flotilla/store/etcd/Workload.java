package dev.flotilla.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.store.CommitResult;
import dev.flotilla.store.Entry;
import dev.flotilla.store.ReadRequest;
import dev.flotilla.store.Store;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Value;
import dev.flotilla.store.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Writers that go on whatever happens, and the account of what they were told. Transaction n sets {@code n/a} and
 * {@code n/b}, each n once.
 */
final class Workload {
    private final Store store;
    private final String root;
    private final Map<Integer, Long> acknowledged = new ConcurrentHashMap<>();
    private final Set<Integer> refused = ConcurrentHashMap.newKeySet();
    private final Set<Integer> unknown = ConcurrentHashMap.newKeySet();
    private final List<Thread> writers = new ArrayList<>();
    private volatile boolean stopped;

    Workload(Store store, String root, int writers) {
        this.store = store;
        this.root = root;
        for (int i = 0; i < writers; i++) {
            int first = i;
            this.writers.add(Thread.ofPlatform().start(() -> write(first, writers)));
        }
    }

    int acknowledged() {
        return acknowledged.size();
    }

    private void write(int first, int step) {
        for (int n = first; !stopped; n += step) {
            try {
                note(n, store.commit(transaction(n)).join());
            } catch (CompletionException e) {
                assertThat(((FlotillaException) e.getCause()).error()).isInstanceOf(FlotillaError.Unavailable.class);
                refused.add(n);
            }
        }
    }

    private Transaction transaction(int n) {
        Value value = Value.utf8(String.valueOf(n));
        return Transaction.of(new Write.Put(root + n + "/a", value), new Write.Put(root + n + "/b", value));
    }

    private void note(int n, CommitResult result) {
        switch (result) {
            case CommitResult.Committed committed -> acknowledged.put(n, committed.revision());
            case CommitResult.OutcomeUnknown _ -> unknown.add(n);
            case CommitResult.Conflicted conflict -> throw new AssertionError(conflict);
        }
    }

    void stop() throws InterruptedException {
        stopped = true;
        for (Thread writer : writers) {
            writer.join();
        }
    }

    /** Acknowledged: there, at its revision. Refused: not there. Unknown: whole or not there. */
    void assertKept() {
        Map<Integer, List<Entry>> found = store.read(ReadRequest.prefix(root)).join().entries().stream()
                .collect(Collectors.groupingBy(
                        entry -> Integer.valueOf(entry.value().utf8())));
        assertThat(found.values()).allSatisfy(parts -> {
            assertThat(parts).hasSize(2);
            assertThat(parts.get(0).modRevision()).isEqualTo(parts.get(1).modRevision());
        });
        assertThat(acknowledged).allSatisfy((n, revision) -> {
            assertThat(found).containsKey(n);
            assertThat(found.get(n).getFirst().modRevision()).isEqualTo(revision);
        });
        assertThat(refused).noneMatch(found::containsKey);
        assertThat(found.keySet()).allMatch(n -> acknowledged.containsKey(n) || unknown.contains(n));
    }

    @Override
    public String toString() {
        return acknowledged.size() + " acknowledged, " + refused.size() + " refused, " + unknown.size() + " unknown";
    }
}
