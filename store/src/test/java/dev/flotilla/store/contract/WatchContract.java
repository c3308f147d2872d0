package dev.flotilla.store.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.store.Change;
import dev.flotilla.store.Entry;
import dev.flotilla.store.KeyRange;
import dev.flotilla.store.Value;
import dev.flotilla.store.Watch;
import dev.flotilla.store.WatchBatch;
import dev.flotilla.store.WatchRequest;
import dev.flotilla.store.Write;
import dev.flotilla.store.testing.RecordingListener;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Watches: one batch for each revision, in order, from where they were asked to start. */
public interface WatchContract extends StoreFixture {

    @Test
    default void aWatchFromNowSeesWhatComes() {
        long before = put("a", "old");
        RecordingListener listener = new RecordingListener();
        try (Watch watch = watch(0, listener)) {
            assertThat(StoreFixture.get(watch.started())).isEqualTo(before);
            long revision = put("a", "new");
            listener.awaitRevision(revision);
            assertThat(listener.batches)
                    .containsExactly(new WatchBatch(
                            revision,
                            List.of(new Change.Put(
                                    new Entry(key("a"), Value.utf8("new"), before, revision, Optional.empty())))));
        }
    }

    @Test
    default void aTransactionIsOneBatchInTheOrderOfItsWrites() {
        put("old/2", "");
        long before = put("old/1", "");
        long revision = write(
                new Write.Put(key("z"), Value.EMPTY),
                new Write.DeletePrefix(key("old/")),
                new Write.Put(key("a"), Value.EMPTY),
                new Write.Delete(key("absent")));
        RecordingListener listener = new RecordingListener();
        try (Watch _ = watch(before, listener)) {
            listener.awaitRevision(revision);
            assertThat(listener.revisions()).containsExactly(revision);
            assertThat(listener.changes())
                    .extracting(Change::key)
                    .containsExactly(key("z"), key("old/1"), key("old/2"), key("a"));
            assertThat(listener.changes().get(1)).isEqualTo(new Change.Deleted(key("old/1"), revision));
        }
    }

    @Test
    default void aWatchAfterAnOlderRevisionStartsRightBehindIt() {
        put("a", "1");
        long second = put("a", "2");
        long third = put("a", "3");
        long fourth = write(new Write.Delete(key("a")));
        RecordingListener listener = new RecordingListener();
        try (Watch _ = watch(second, listener)) {
            listener.awaitRevision(fourth);
            long fifth = put("a", "5");
            listener.awaitRevision(fifth);
            assertThat(listener.revisions()).containsExactly(third, fourth, fifth);
        }
    }

    @Test
    default void onlyTheRangeIsTold() {
        RecordingListener one = new RecordingListener();
        RecordingListener some = new RecordingListener();
        long before = put("start", "");
        try (Watch _ = store().watch(new WatchRequest(KeyRange.key(key("a")), before), one);
                Watch _ = store().watch(new WatchRequest(KeyRange.prefix(key("a")), before), some)) {
            write(
                    new Write.Put(key("a"), Value.EMPTY),
                    new Write.Put(key("a/b"), Value.EMPTY),
                    new Write.Put(key("b"), Value.EMPTY));
            put("b", "");
            long last = put("a", "");
            one.awaitRevision(last);
            some.awaitRevision(last);
            assertThat(one.changes()).extracting(Change::key).containsExactly(key("a"), key("a"));
            assertThat(some.changes()).extracting(Change::key).containsExactly(key("a"), key("a/b"), key("a"));
        }
    }

    @Test
    default void aClosedWatchIsSilent() {
        RecordingListener closed = new RecordingListener();
        RecordingListener open = new RecordingListener();
        Watch watch = watch(0, closed);
        try (Watch _ = watch(0, open)) {
            watch.close();
            open.awaitRevision(put("a", ""));
            assertThat(closed.batches).isEmpty();
        }
    }

    @Test
    default void aSlowListenerHoldsUpNobody() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        RecordingListener slow = new RecordingListener() {
            @Override
            public void onBatch(WatchBatch batch) {
                try {
                    release.await(30, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                super.onBatch(batch);
            }
        };
        RecordingListener quick = new RecordingListener();
        try (Watch _ = watch(0, slow);
                Watch _ = watch(0, quick)) {
            put("a", "1");
            long last = put("a", "2");
            quick.awaitRevision(last);
            assertThat(slow.batches).isEmpty();
            release.countDown();
            slow.awaitRevision(last);
            assertThat(slow.revisions()).isEqualTo(quick.revisions());
        }
    }

    @Test
    default void aListenerThatThrowsIsToldAndLeftAlone() {
        RecordingListener broken = new RecordingListener() {
            @Override
            public void onBatch(WatchBatch batch) {
                super.onBatch(batch);
                throw new IllegalStateException("a bug");
            }
        };
        RecordingListener sound = new RecordingListener();
        try (Watch _ = watch(0, broken);
                Watch _ = watch(0, sound)) {
            put("a", "1");
            assertThat(StoreFixture.get(broken.failed))
                    .isInstanceOfSatisfying(FlotillaError.Internal.class, error -> assertThat(error.message())
                            .contains("a bug"));
            sound.awaitRevision(put("a", "2"));
            assertThat(broken.batches).hasSize(1);
        }
    }
}
