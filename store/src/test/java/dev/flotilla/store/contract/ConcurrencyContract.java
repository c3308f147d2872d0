package dev.flotilla.store.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.store.CommitResult;
import dev.flotilla.store.Compare;
import dev.flotilla.store.Entry;
import dev.flotilla.store.Page;
import dev.flotilla.store.ReadRequest;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Value;
import dev.flotilla.store.Watch;
import dev.flotilla.store.WatchBatch;
import dev.flotilla.store.Write;
import dev.flotilla.store.testing.RecordingListener;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many writers, readers and watchers at once: what they see is checked against a model. */
public interface ConcurrencyContract extends StoreFixture {
    int WRITERS = 8;
    int MANY_KEYS = 100_000;

    /** Runs a body on as many threads as there are writers and rethrows what they throw. */
    private static void concurrently(IntConsumer body) {
        List<CompletableFuture<Void>> all = IntStream.range(0, WRITERS)
                .mapToObj(writer -> {
                    CompletableFuture<Void> done = new CompletableFuture<>();
                    Thread.ofPlatform().start(() -> {
                        try {
                            body.accept(writer);
                            done.complete(null);
                        } catch (Throwable e) {
                            done.completeExceptionally(e);
                        }
                    });
                    return done;
                })
                .toList();
        all.forEach(CompletableFuture::join);
    }

    @Test
    default void noIncrementIsLost() {
        int increments = 25;
        put("counter", "0");
        concurrently(writer -> IntStream.range(0, increments).forEach(i -> increment()));
        assertThat(value("counter")).contains(String.valueOf(WRITERS * increments));
    }

    private void increment() {
        CommitResult result;
        do {
            Entry counter = entry("counter").orElseThrow();
            int next = Integer.parseInt(counter.value().utf8()) + 1;
            result = commit(Transaction.when(new Compare.ModRevision(counter.key(), counter.modRevision()))
                    .then(new Write.Put(counter.key(), Value.utf8(String.valueOf(next))))
                    .build());
        } while (result instanceof CommitResult.Conflicted);
    }

    @Test
    default void exactlyOneCreatorWins() {
        Set<String> winners = new ConcurrentSkipListSet<>();
        concurrently(writer -> IntStream.range(0, 20).forEach(round -> {
            CommitResult result = commit(Transaction.when(new Compare.Absent(key("round" + round)))
                    .then(new Write.Put(key("round" + round), Value.utf8("writer" + writer)))
                    .build());
            if (result instanceof CommitResult.Committed) {
                winners.add(round + " writer" + writer);
            }
        }));
        assertThat(winners).hasSize(20);
        IntStream.range(0, 20).forEach(round -> assertThat(winners)
                .contains(round + " " + value("round" + round).orElseThrow()));
    }

    @Test
    default void watchersSeeEveryRevisionOnceAndInOrder() {
        long start = put("start", "");
        List<Entry> before = entries();
        List<RecordingListener> followers = List.of(new RecordingListener(), new RecordingListener());
        List<Watch> watches =
                followers.stream().map(listener -> watch(start, listener)).toList();
        RecordingListener restless = new RecordingListener();
        AtomicBoolean writing = new AtomicBoolean(true);
        CompletableFuture<Void> restarts = CompletableFuture.runAsync(() -> followInPieces(start, restless, writing));

        Set<Long> revisions = new ConcurrentSkipListSet<>();
        concurrently(writer -> {
            Random random = new Random(writer);
            IntStream.range(0, 60).forEach(i -> revisions.add(committed(randomTransaction(random))));
        });
        long last = put("end", "");
        revisions.add(last);
        RecordingListener late = new RecordingListener();
        try (Watch _ = watch(start, late)) {
            late.awaitRevision(last);
        }
        followers.forEach(listener -> listener.awaitRevision(last));
        writing.set(false);
        restarts.join();
        watches.forEach(Watch::close);

        for (RecordingListener listener : List.of(followers.get(0), followers.get(1), restless, late)) {
            assertThat(listener.revisions()).isSorted().doesNotHaveDuplicates();
            assertThat(revisions).containsAll(listener.revisions());
            assertThat(listener.batches).isEqualTo(late.batches);
            assertThat(listener.appliedTo(before).values()).containsExactlyElementsOf(entries());
        }
        assertHistoryMatches(before, late.batches);
    }

    /** Watches a little, closes, and goes on from the last revision it was told. */
    private void followInPieces(long start, RecordingListener all, AtomicBoolean writing) {
        long position = start;
        while (true) {
            boolean last = !writing.get();
            RecordingListener piece = new RecordingListener();
            long now = read(ReadRequest.key(key("end"))).revision();
            if (now > position) {
                try (Watch _ = watch(position, piece)) {
                    piece.awaitRevision(newestChange(position));
                }
                for (WatchBatch batch : List.copyOf(piece.batches)) {
                    all.onBatch(batch);
                    position = batch.revision();
                }
            }
            if (last) {
                return;
            }
        }
    }

    /** The newest revision that still shows in this test's keys; deletions alone do not. */
    private long newestChange(long atLeast) {
        return entries().stream().mapToLong(Entry::modRevision).reduce(atLeast, Math::max);
    }

    private Transaction randomTransaction(Random random) {
        List<Write> writes = new ArrayList<>();
        Set<String> used = new HashSet<>();
        for (int i = random.nextInt(1, 5); i > 0; i--) {
            String key = key("group" + random.nextInt(4) + "/" + random.nextInt(10));
            if (used.add(key)) {
                writes.add(
                        random.nextInt(4) == 0
                                ? new Write.Delete(key)
                                : new Write.Put(key, Value.utf8(String.valueOf(random.nextLong()))));
            }
        }
        if (random.nextInt(10) == 0) {
            return Transaction.of(new Write.DeletePrefix(key("group" + random.nextInt(4) + "/")));
        }
        return Transaction.of(writes.toArray(Write[]::new));
    }

    /** Applies the batches one by one; every twentieth time a read at that revision must give the same. */
    private void assertHistoryMatches(List<Entry> before, Collection<WatchBatch> batches) {
        RecordingListener replay = new RecordingListener();
        int count = 0;
        for (WatchBatch batch : batches) {
            replay.onBatch(batch);
            if (++count % 20 == 0) {
                SortedMap<String, Entry> model = replay.appliedTo(before);
                assertThat(read(ReadRequest.prefix(root()).at(batch.revision())).entries())
                        .containsExactlyElementsOf(model.values());
            }
        }
    }

    @Test
    default void aHundredThousandKeysAreReadAtOneRevisionWhileWritersGoOn() {
        concurrently(this::writeShare);
        AtomicBoolean reading = new AtomicBoolean(true);
        CompletableFuture<Void> begun = new CompletableFuture<>();
        CompletableFuture<Long> changes = CompletableFuture.supplyAsync(() -> churn(reading, begun));
        try {
            CompletableFuture.anyOf(begun, changes).join();
            Page whole = read(ReadRequest.prefix(key("many/")));
            assertThat(whole.entries()).hasSize(MANY_KEYS);
            assertThat(whole.entries()).allMatch(entry -> entry.modRevision() <= whole.revision());
            assertThat(readInPages(whole.revision())).isEqualTo(whole.entries());
        } finally {
            reading.set(false);
        }
        assertThat(changes.join()).isPositive();
    }

    private void writeShare(int writer) {
        List<Write> writes = new ArrayList<>();
        for (int i = writer; i < MANY_KEYS; i += WRITERS) {
            writes.add(new Write.Put(key("many/%06d".formatted(i)), Value.utf8("value " + i)));
            if (writes.size() == Transaction.MAX_OPERATIONS) {
                write(writes.toArray(Write[]::new));
                writes.clear();
            }
        }
        write(writes.toArray(Write[]::new));
    }

    /** Swaps keys without changing their number, one transaction each. */
    private long churn(AtomicBoolean goOn, CompletableFuture<Void> begun) {
        long rounds = 0;
        for (int i = 0; goOn.get() && rounds < MANY_KEYS; i = (i + 7_919) % MANY_KEYS) {
            String from = key("many/%06d".formatted(i));
            write(new Write.Delete(from), new Write.Put(from + "x", Value.utf8("moved")));
            rounds++;
            begun.complete(null);
        }
        return rounds;
    }

    private List<Entry> readInPages(long revision) {
        List<Entry> entries = new ArrayList<>();
        ReadRequest request = ReadRequest.prefix(key("many/")).at(revision).limit(7_000);
        Page page = read(request);
        entries.addAll(page.entries());
        while (page.more()) {
            page = read(request.startAfter(entries.getLast().key()));
            assertThat(page.revision()).isEqualTo(revision);
            entries.addAll(page.entries());
        }
        return Collections.unmodifiableList(entries);
    }
}
