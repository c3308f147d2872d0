package dev.flotilla.store.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.store.Change;
import dev.flotilla.store.ReadRequest;
import dev.flotilla.store.Watch;
import dev.flotilla.store.WatchRequest;
import dev.flotilla.store.Write;
import dev.flotilla.store.testing.RecordingListener;
import org.junit.jupiter.api.Test;

/** Compaction: what is gone is said to be gone, what can be read can be watched. */
public interface CompactionContract extends StoreFixture {

    @Test
    default void compactionKeepsWhatIsThere() {
        put("a", "1");
        put("b", "1");
        write(new Write.Delete(key("b")));
        long revision = put("a", "2");
        assertThat(StoreFixture.get(store().compact(revision))).isEqualTo(revision);
        assertThat(value("a")).contains("2");
        assertThat(names()).containsExactly("a");
        assertThat(read(ReadRequest.prefix(root()).at(revision)).entries()).hasSize(1);
    }

    @Test
    default void aReadBeforeTheCompactionIsCompacted() {
        long old = put("a", "1");
        long compacted = put("a", "2");
        put("a", "3");
        StoreFixture.get(store().compact(compacted));
        assertThat(StoreFixture.errorOf(store().read(ReadRequest.key(key("a")).at(old))))
                .isInstanceOfSatisfying(FlotillaError.Compacted.class, error -> assertThat(error.compactedRevision())
                        .isBetween(old + 1, compacted));
        assertThat(read(ReadRequest.key(key("a")).at(compacted))
                        .first()
                        .orElseThrow()
                        .value()
                        .utf8())
                .isEqualTo("2");
    }

    @Test
    default void aWatchBeforeTheCompactionIsToldAndEnds() {
        long old = put("a", "1");
        long compacted = put("a", "2");
        StoreFixture.get(store().compact(compacted));
        RecordingListener listener = new RecordingListener();
        try (Watch _ = store().watch(WatchRequest.prefix(root(), old), listener)) {
            assertThat(StoreFixture.get(listener.compacted)).isEqualTo(compacted);
            put("a", "3");
            assertThat(listener.batches).isEmpty();
        }
    }

    @Test
    default void aWatchAfterTheCompactedRevisionMissesNothing() {
        long compacted = put("a", "1");
        long next = write(new Write.Delete(key("a")));
        StoreFixture.get(store().compact(compacted));
        RecordingListener listener = new RecordingListener();
        try (Watch _ = watch(compacted, listener)) {
            listener.awaitRevision(next);
            assertThat(listener.changes()).containsExactly(new Change.Deleted(key("a"), next));
        }
    }

    @Test
    default void aDeletionAtTheCompactedRevisionIsNeverSkippedInSilence() {
        long created = put("a", "1");
        long deleted = write(new Write.Delete(key("a")));
        put("b", "1");
        StoreFixture.get(store().compact(deleted));
        RecordingListener listener = new RecordingListener();
        try (Watch _ = store().watch(WatchRequest.prefix(root(), created), listener)) {
            assertThat(StoreFixture.get(listener.compacted)).isEqualTo(deleted);
            assertThat(listener.batches).isEmpty();
        }
    }

    @Test
    default void compactingTwiceIsFineAndTheFutureIsNot() {
        long first = put("a", "1");
        long second = put("a", "2");
        StoreFixture.get(store().compact(second));
        assertThat(StoreFixture.get(store().compact(first))).isGreaterThanOrEqualTo(first);
        assertThat(StoreFixture.errorOf(store().compact(second + 1_000))).isInstanceOf(FlotillaError.Invalid.class);
        assertThat(value("a")).contains("2");
    }
}
