package dev.flotilla.client.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flotilla.client.Endpoint;
import dev.flotilla.client.FlotillaClient;
import dev.flotilla.client.fake.FakeReplica;
import dev.flotilla.client.fake.FakeStore;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.proto.v1.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchTest {
    private final FakeStore store = new FakeStore();
    private final List<FakeReplica> replicas = new ArrayList<>(List.of(new FakeReplica(store), new FakeReplica(store)));

    @AfterEach
    void stop() {
        replicas.forEach(FakeReplica::close);
    }

    @Test
    void aSnapshotThenEveryChange() {
        store.put("a.service");
        store.put("b.service");
        Heard heard = new Heard();
        try (FlotillaClient client = client();
                Watch watch = client.watch(
                        WatchSpec.of(WatchKind.UNIT).withUnitSections("X-Fleet").withSummariesOnly(), heard)) {
            await().until(() -> heard.words.size() >= 2);
            long last = store.put("c.service");
            store.remove("a.service");

            await().until(() -> heard.words.size() >= 4);
            assertThat(heard.words)
                    .containsExactly("connected", "snapshot a.service b.service", "put c.service", "removed a.service");
            assertThat(watch.revision()).isEqualTo(last + 1);
            assertThat(client.seenRevision()).isEqualTo(last + 1);
        }
        assertThat(replicas.stream().flatMap(replica -> replica.watches.stream()))
                .singleElement()
                .satisfies(request -> {
                    assertThat(request.getKindsList()).containsExactly(Kind.KIND_UNIT);
                    assertThat(request.getUnitSectionsList()).containsExactly("X-Fleet");
                    assertThat(request.getSummariesOnly()).isTrue();
                });
    }

    @Test
    void anEmptyClusterHasASnapshotToo() {
        Heard heard = new Heard();
        try (FlotillaClient client = client();
                Watch watch = client.watch(WatchSpec.everything(), heard)) {
            await().until(() -> heard.words.contains("snapshot "));
            assertThat(watch.revision()).isEqualTo(1);
        }
    }

    @Test
    void aReplicaKilledMidWatchLeavesNoGapAndNoRepetition() {
        store.put("u0.service");
        Heard heard = new Heard();
        try (FlotillaClient client = client();
                Watch watch = client.watch(WatchSpec.everything(), heard)) {
            await().until(() -> heard.words.contains("snapshot u0.service"));
            for (int round = 1; round <= 3; round++) {
                store.put("u" + round + ".service");
                FakeReplica serving = await().until(
                                () -> replicas.stream()
                                        .filter(replica -> replica.openWatches.get() > 0)
                                        .findFirst(),
                                java.util.Optional::isPresent)
                        .orElseThrow();
                serving.close();
                store.put("v" + round + ".service");
                int index = replicas.indexOf(serving);
                replicas.set(index, new FakeReplica(store, serving.port()));
            }
            long end = store.put("end.service");

            await().until(() -> watch.revision() == end);
        }
        assertThat(heard.words.stream().filter(word -> word.startsWith("put") || word.startsWith("snapshot")))
                .containsExactly(
                        "snapshot u0.service",
                        "put u1.service",
                        "put v1.service",
                        "put u2.service",
                        "put v2.service",
                        "put u3.service",
                        "put v3.service",
                        "put end.service");
        assertThat(heard.words).filteredOn("disconnected"::equals).hasSize(3);
        assertThat(heard.words).filteredOn("connected"::equals).hasSize(4);
    }

    @Test
    void aReplicaThatGivesNoMoreSignsOfLifeIsLeft() {
        store.put("a.service");
        Heard heard = new Heard();
        try (FlotillaClient client = client();
                Watch watch = client.watch(WatchSpec.everything(), heard)) {
            await().until(() -> heard.words.contains("snapshot a.service"));
            FakeReplica silent = replicas.stream()
                    .filter(replica -> replica.openWatches.get() > 0)
                    .findFirst()
                    .orElseThrow();
            silent.giveSignOfLife();

            await().atMost(java.time.Duration.ofSeconds(9)).until(() -> replicas.stream()
                    .anyMatch(replica -> replica != silent && replica.openWatches.get() > 0));
            store.put("b.service");
            await().until(() -> heard.words.getLast().equals("put b.service"));
            assertThat(heard.words)
                    .containsExactly("connected", "snapshot a.service", "disconnected", "connected", "put b.service");
        }
    }

    @Test
    void aRestoredStoreIsReadAsFarAsItGoes() {
        store.put("a.service");
        Heard heard = new Heard();
        FakeReplica only = replicas.getFirst();
        replicas.getLast().close();
        try (FlotillaClient client = client(only.endpoint());
                Watch watch = client.watch(WatchSpec.everything(), heard)) {
            await().until(() -> heard.words.contains("snapshot a.service"));
            only.close();
            store.restore();
            replicas.set(0, new FakeReplica(store, only.port()));

            await().until(() -> heard.words.contains("snapshot "));
            await().until(() -> client.seenRevision() == 1);
            assertThat(watch.revision()).isEqualTo(1);
        }
    }

    @Test
    void aRestoredStoreThatHasPassedTheOldRevisionIsReadAnew() {
        store.put("a.service");
        store.put("gone.service");
        Heard heard = new Heard();
        FakeReplica only = replicas.getFirst();
        replicas.getLast().close();
        try (FlotillaClient client = client(only.endpoint());
                Watch watch = client.watch(WatchSpec.everything(), heard)) {
            await().until(() -> heard.words.contains("snapshot a.service gone.service"));
            long before = watch.revision();
            only.close();
            store.restoreWithHistory();
            while (store.revision() <= before) {
                store.put("u" + store.revision() + ".service");
            }
            replicas.set(0, new FakeReplica(store, only.port()));

            await().until(() -> heard.words.contains("snapshot u1.service u2.service u3.service"));
            store.put("v.service");
            await().until(() -> heard.words.getLast().equals("put v.service"));
        }
    }

    @Test
    void historyThatIsGoneMeansANewSnapshot() {
        store.put("a.service");
        Heard heard = new Heard();
        FakeReplica only = replicas.getFirst();
        replicas.getLast().close();
        try (FlotillaClient client = client(only.endpoint());
                Watch watch = client.watch(WatchSpec.everything(), heard)) {
            await().until(() -> heard.words.contains("snapshot a.service"));
            only.close();
            store.put("b.service");
            store.put("c.service");
            store.compact();
            replicas.set(0, new FakeReplica(store, only.port()));

            await().until(() -> heard.words.contains("snapshot a.service b.service c.service"));
            assertThat(heard.words)
                    .containsSubsequence("disconnected", "starts over", "snapshot a.service b.service c.service");
            assertThat(watch.revision()).isEqualTo(store.revision());
            store.put("d.service");
            await().until(() -> heard.words.getLast().equals("put d.service"));
        }
    }

    @Test
    void callsComeOneAfterTheOtherFromOneThread() {
        Heard heard = new Heard();
        try (FlotillaClient client = client();
                Watch watch = client.watch(WatchSpec.everything(), heard)) {
            for (int i = 0; i < 200; i++) {
                store.put("u" + i + ".service");
            }
            await().until(() -> watch.revision() == store.revision());
        }
        assertThat(heard.threads.stream().distinct()).hasSize(1);
        assertThat(heard.overlapped).isFalse();
    }

    @Test
    void aListenerThatFailsHearsASnapshotAgain() {
        store.put("a.service");
        Heard heard = new Heard();
        try (FlotillaClient client = client();
                Watch watch = client.watch(WatchSpec.everything(), heard)) {
            await().until(() -> heard.words.contains("snapshot a.service"));
            heard.failOnce.set(true);
            store.put("b.service");

            await().until(() -> heard.words.contains("snapshot a.service b.service"));
            assertThat(watch.revision()).isEqualTo(store.revision());
        }
    }

    @Test
    void aClosedWatchIsSilent() {
        Heard heard = new Heard();
        try (FlotillaClient client = client()) {
            Watch watch = client.watch(WatchSpec.everything(), heard);
            await().until(() -> heard.words.contains("snapshot "));
            watch.close();
            int before = heard.words.size();

            store.put("a.service");
            await().until(() -> replicas.stream().allMatch(replica -> replica.openWatches.get() == 0));

            assertThat(heard.words).hasSize(before);
        }
    }

    @Test
    void lossIsSaidOnceHoweverLongItLasts() {
        Heard heard = new Heard();
        try (FlotillaClient client = client();
                Watch _ = client.watch(WatchSpec.everything(), heard)) {
            await().until(() -> heard.words.contains("snapshot "));
            replicas.forEach(FakeReplica::close);
            await().until(() -> heard.words.contains("disconnected"));
            FakeReplica back = new FakeReplica(store, replicas.getFirst().port());
            replicas.set(0, back);
            store.put("a.service");

            await().until(() -> heard.words.contains("put a.service"));
        }
        assertThat(heard.words).containsExactly("connected", "snapshot ", "disconnected", "connected", "put a.service");
    }

    @Test
    void aResumedWatchWithNothingToHearIsConnected() {
        Heard heard = new Heard();
        try (FlotillaClient client = client();
                Watch _ = client.watch(WatchSpec.everything(), heard)) {
            await().until(() -> heard.words.contains("snapshot "));
            replicas.stream()
                    .filter(replica -> replica.openWatches.get() > 0)
                    .findFirst()
                    .orElseThrow()
                    .close();

            await().until(() -> heard.words.equals(List.of("connected", "snapshot ", "disconnected", "connected")));
        }
    }

    @Test
    void aResumedWatchHearsThatItHasMissedNothing() {
        Heard heard = new Heard();
        try (FlotillaClient client = client();
                Watch watch = client.watch(WatchSpec.everything(), heard)) {
            await().until(() -> heard.words.contains("snapshot "));
            replicas.stream()
                    .filter(replica -> replica.openWatches.get() > 0)
                    .findFirst()
                    .orElseThrow()
                    .close();
            await().until(() -> heard.words.getLast().equals("connected"));
            assertThat(heard.progress).isEmpty();
            replicas.forEach(FakeReplica::giveSignOfLife);

            await().until(() -> heard.progress.contains(watch.revision()));
        }
    }

    private FlotillaClient client() {
        return client(replicas.stream().map(FakeReplica::endpoint).toArray(Endpoint[]::new));
    }

    private static FlotillaClient client(Endpoint... endpoints) {
        return FlotillaClient.builder().endpoints(List.of(endpoints)).build();
    }

    private static final class Heard implements WatchListener {
        final List<String> words = new CopyOnWriteArrayList<>();
        final List<Long> progress = new CopyOnWriteArrayList<>();
        final List<Thread> threads = new CopyOnWriteArrayList<>();
        final AtomicBoolean failOnce = new AtomicBoolean();
        private final AtomicBoolean inside = new AtomicBoolean();
        volatile boolean overlapped;

        @Override
        public void onSnapshot(List<WatchItem> items, long revision) {
            say("snapshot " + String.join(" ", items.stream().map(Heard::name).toList()));
        }

        @Override
        public void onChanges(WatchBatch batch) {
            if (failOnce.getAndSet(false)) {
                throw new IllegalStateException("the listener fails, once, for the test");
            }
            batch.changes()
                    .forEach(change -> say(
                            switch (change) {
                                case WatchChange.Put put -> "put " + name(put.item());
                                case WatchChange.Removed removed -> "removed " + removed.name();
                            }));
        }

        @Override
        public void onProgress(long revision) {
            progress.add(revision);
        }

        @Override
        public void onStartOver() {
            say("starts over");
        }

        @Override
        public void onConnected(Endpoint replica) {
            say("connected");
        }

        @Override
        public void onDisconnected(FlotillaError reason) {
            say("disconnected");
        }

        private void say(String word) {
            overlapped |= !inside.compareAndSet(false, true);
            threads.add(Thread.currentThread());
            words.add(word);
            inside.set(false);
        }

        private static String name(WatchItem item) {
            return item instanceof WatchItem.OfUnit(var unit) ? unit.name().value() : item.toString();
        }
    }
}
