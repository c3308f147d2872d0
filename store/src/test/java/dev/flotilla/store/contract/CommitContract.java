package dev.flotilla.store.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.store.CommitResult;
import dev.flotilla.store.Compare;
import dev.flotilla.store.Entry;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Value;
import dev.flotilla.store.Write;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Transactions: revisions, compares, atomicity. */
public interface CommitContract extends StoreFixture {

    @Test
    default void aKeyRemembersWhenItCameAndWhenItChanged() {
        long created = put("a", "1");
        assertThat(entry("a")).contains(new Entry(key("a"), Value.utf8("1"), created, created, Optional.empty()));
        long modified = put("a", "2");
        assertThat(entry("a")).contains(new Entry(key("a"), Value.utf8("2"), created, modified, Optional.empty()));
    }

    @Test
    default void aKeyThatComesBackIsANewOne() {
        put("a", "1");
        write(new Write.Delete(key("a")));
        assertThat(entry("a")).isEmpty();
        long again = put("a", "1");
        assertThat(entry("a").orElseThrow().createRevision()).isEqualTo(again);
    }

    @Test
    default void everyWriteHasARevisionAboveAllEarlierOnes() {
        long first = put("a", "1");
        long same = put("a", "1");
        long deleted = write(new Write.Delete(key("a")));
        assertThat(List.of(first, same, deleted)).isSorted().doesNotHaveDuplicates();
    }

    @Test
    default void allWritesOfATransactionShareOneRevision() {
        put("old/1", "");
        put("old/2", "");
        long revision = write(
                new Write.Put(key("a"), Value.utf8("1")),
                new Write.DeletePrefix(key("old/")),
                new Write.Put(key("b"), Value.utf8("2")));
        assertThat(names()).containsExactly("a", "b");
        assertThat(entries()).extracting(Entry::modRevision).containsOnly(revision);
    }

    @Test
    default void whatChangesNothingReturnsTheCurrentRevision() {
        long current = put("a", "1");
        assertThat(write(new Write.Delete(key("absent")))).isEqualTo(current);
        assertThat(write(new Write.DeletePrefix(key("absent/")))).isEqualTo(current);
        assertThat(committed(Transaction.when(new Compare.Exists(key("a"))).build()))
                .isEqualTo(current);
    }

    @Test
    default void deletingAPrefixLeavesItsNeighbours() {
        List.of("a", "a/", "a/1", "a/2", "a0", "ab").forEach(name -> put(name, ""));
        write(new Write.DeletePrefix(key("a/")));
        assertThat(names()).containsExactly("a", "a0", "ab");
    }

    @Test
    default void everyKindOfCompareHoldsAndFailsAsItShould() {
        long created = put("there", "1");
        long modified = put("there", "2");
        Compare absent = new Compare.Absent(key("missing"));
        Compare exists = new Compare.Exists(key("there"));
        Compare mod = new Compare.ModRevision(key("there"), modified);
        Compare create = new Compare.CreateRevision(key("there"), created);
        List.of(absent, exists, mod, create).forEach(this::assertHolds);
        assertHolds(absent, exists, mod, create);

        assertFails(new Compare.Absent(key("there")));
        assertFails(new Compare.Exists(key("missing")));
        assertFails(new Compare.ModRevision(key("there"), created));
        assertFails(new Compare.ModRevision(key("missing"), modified));
        assertFails(new Compare.CreateRevision(key("there"), modified));
        assertFails(new Compare.CreateRevision(key("missing"), created));
    }

    private void assertHolds(Compare... compares) {
        assertThat(commit(Transaction.when(compares).build())).isInstanceOf(CommitResult.Committed.class);
    }

    private void assertFails(Compare compare) {
        assertThat(commit(Transaction.when(compare).build()))
                .isInstanceOfSatisfying(CommitResult.Conflicted.class, conflict -> assertThat(conflict.failed())
                        .containsExactly(compare));
    }

    @Test
    default void aConflictNamesWhatFailedAndWritesNothing() {
        long current = put("a", "1");
        Compare first = new Compare.Exists(key("nope"));
        Compare second = new Compare.ModRevision(key("a"), current);
        Compare third = new Compare.Absent(key("a"));
        CommitResult result = commit(Transaction.when(first, second, third)
                .then(new Write.Put(key("b"), Value.EMPTY), new Write.Delete(key("a")))
                .build());
        assertThat(result).isEqualTo(new CommitResult.Conflicted(current, List.of(first, third)));
        assertThat(names()).containsExactly("a");
    }

    @Test
    default void theLargestTransactionPasses() {
        Transaction.Builder transaction = Transaction.builder();
        IntStream.range(0, Transaction.MAX_OPERATIONS).forEach(i -> transaction
                .when(new Compare.Absent(key("k" + i)))
                .then(new Write.Put(key("k" + i), new Value(new byte[8_000]))));
        committed(transaction.build());
        assertThat(entries()).hasSize(Transaction.MAX_OPERATIONS);

        assertThat(commit(transaction.build()))
                .isInstanceOfSatisfying(CommitResult.Conflicted.class, conflict -> assertThat(conflict.failed())
                        .hasSize(Transaction.MAX_OPERATIONS));
    }

    @Test
    default void anyBytesComeBackAsTheyWere() {
        byte[] bytes = new byte[512];
        IntStream.range(0, bytes.length).forEach(i -> bytes[i] = (byte) i);
        write(new Write.Put(key("binary"), new Value(bytes)), new Write.Put(key("empty"), Value.EMPTY));
        assertThat(entry("binary").orElseThrow().value()).isEqualTo(new Value(bytes));
        assertThat(entry("empty").orElseThrow().value()).isEqualTo(Value.EMPTY);
    }
}
