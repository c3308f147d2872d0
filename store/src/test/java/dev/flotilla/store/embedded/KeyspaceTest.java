package dev.flotilla.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.store.Change;
import dev.flotilla.store.Entry;
import dev.flotilla.store.ReadRequest;
import dev.flotilla.store.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The versions in memory against the simplest model there is: a copy of everything for each revision. */
class KeyspaceTest {
    private final Keyspace keyspace = new Keyspace(1, 1);
    private final TreeMap<Long, TreeMap<String, Entry>> model = new TreeMap<>(Map.of(1L, new TreeMap<>()));
    private final Map<Long, String> rows = new HashMap<>();
    private long sequence;

    private List<Version> stageRandom(Random random) {
        long revision = keyspace.revision() + 1;
        TreeMap<String, Entry> next = new TreeMap<>(model.lastEntry().getValue());
        List<Version> staged = new ArrayList<>();
        Set<String> used = new HashSet<>();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            String key = "k" + random.nextInt(6);
            if (used.add(key)) {
                randomChange(random, key, revision, next)
                        .ifPresent(change -> staged.add(keyspace.stage(++sequence, change)));
            }
        }
        if (!staged.isEmpty()) {
            model.put(revision, next);
        }
        return staged;
    }

    private Optional<Change> randomChange(Random random, String key, long revision, Map<String, Entry> next) {
        Optional<Entry> before = keyspace.newest(key);
        if (random.nextInt(3) == 0) {
            next.remove(key);
            return before.map(entry -> new Change.Deleted(key, revision));
        }
        long created = before.map(Entry::createRevision).orElse(revision);
        Entry entry =
                new Entry(key, Value.utf8(String.valueOf(random.nextLong())), created, revision, Optional.empty());
        next.put(key, entry);
        return Optional.of(new Change.Put(entry));
    }

    @Property(tries = 200)
    void everyRevisionSinceTheCompactionIsReadAsItWas(@ForAll long seed) {
        Random random = new Random(seed);
        for (int step = 0; step < 60; step++) {
            List<Version> staged = stageRandom(random);
            if (random.nextInt(5) == 0) {
                keyspace.unstage(staged);
                model.remove(keyspace.revision() + 1);
            } else {
                keyspace.publish(staged);
                staged.forEach(version -> rows.put(version.sequence(), version.key()));
            }
            if (random.nextInt(10) == 0) {
                long target = random.nextLong(keyspace.compacted(), keyspace.revision() + 1);
                rows.keySet().removeAll(keyspace.superfluous(target));
                keyspace.compact(target);
            }
            assertLikeModel();
        }
    }

    private void assertLikeModel() {
        for (long revision = keyspace.compacted(); revision <= keyspace.revision(); revision++) {
            assertThat(keyspace.read(ReadRequest.prefix("k").at(revision)).entries())
                    .as("at revision %s", revision)
                    .containsExactlyElementsOf(model.get(revision).values());
        }
        int kept = model.get(keyspace.compacted()).size() + keyspace.historySize();
        assertThat(rows).as("the journal keeps what is needed and no more").hasSize(kept);
    }

    @Test
    void whatIsStagedIsSeenByNoReader() {
        Entry entry = new Entry("k", Value.EMPTY, 2, 2, Optional.empty());
        List<Version> staged = List.of(keyspace.stage(1, new Change.Put(entry)));
        assertThat(keyspace.newest("k")).contains(entry);
        assertThat(keyspace.read(ReadRequest.key("k")).first()).isEmpty();
        assertThat(keyspace.batchAfter(1)).isEmpty();
        keyspace.publish(staged);
        assertThat(keyspace.read(ReadRequest.key("k")).first()).contains(entry);
        assertThat(keyspace.batchAfter(1)).isPresent();
    }

    @Test
    void aReadBelowTheCompactionFails() {
        for (long revision = 2; revision < 5; revision++) {
            keyspace.publish(List.of(keyspace.stage(
                    revision, new Change.Put(new Entry("k", Value.EMPTY, 2, revision, Optional.empty())))));
        }
        keyspace.compact(3);
        assertThatThrownBy(() -> keyspace.read(ReadRequest.key("k").at(2)))
                .isInstanceOf(FlotillaException.class)
                .hasMessageContaining("oldest is 3");
    }
}
