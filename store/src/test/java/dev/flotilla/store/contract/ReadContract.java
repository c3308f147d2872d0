package dev.flotilla.store.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.store.Entry;
import dev.flotilla.store.Page;
import dev.flotilla.store.ReadRequest;
import dev.flotilla.store.Write;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reads: ranges, pages, revisions. */
public interface ReadContract extends StoreFixture {

    @Test
    default void aPrefixIsReadInTheOrderOfItsKeys() {
        List.of("b", "a/2", "a", "a/10", "a-", "a/1", "Z", "~").forEach(name -> put(name, ""));
        assertThat(names()).containsExactly("Z", "a", "a-", "a/1", "a/10", "a/2", "b", "~");
        assertThat(read(ReadRequest.prefix(key("a/"))).entries())
                .extracting(Entry::key)
                .containsExactly(key("a/1"), key("a/10"), key("a/2"));
    }

    @Test
    default void aMissingKeyIsAnEmptyPageWithARevision() {
        long revision = put("a", "");
        assertThat(read(ReadRequest.key(key("b")))).isEqualTo(new Page(List.of(), revision, false));
        assertThat(read(ReadRequest.key(key("a")).startAfter(key("a"))))
                .isEqualTo(new Page(List.of(), revision, false));
    }

    @Test
    default void pagesContinueAfterTheirLastKey() {
        List.of("a", "b", "c", "d", "e").forEach(name -> put(name, ""));
        ReadRequest request = ReadRequest.prefix(root()).limit(2);
        Page first = read(request);
        assertThat(first.entries()).extracting(Entry::key).containsExactly(key("a"), key("b"));
        assertThat(first.more()).isTrue();
        Page second = read(request.at(first.revision()).startAfter(key("b")));
        assertThat(second.entries()).extracting(Entry::key).containsExactly(key("c"), key("d"));
        assertThat(second.more()).isTrue();
        Page third = read(request.at(first.revision()).startAfter(key("d")));
        assertThat(third.entries()).extracting(Entry::key).containsExactly(key("e"));
        assertThat(third.more()).isFalse();
        assertThat(read(request.startAfter(root())).entries()).hasSize(2);
        assertThat(read(ReadRequest.prefix(root()).limit(5)).more()).isFalse();
    }

    @Test
    default void anOlderRevisionIsReadAsItWas() {
        put("gone", "1");
        put("changed", "1");
        long then = put("kept", "1");
        put("changed", "2");
        write(new Write.Delete(key("gone")));
        put("new", "1");
        Page page = read(ReadRequest.prefix(root()).at(then));
        assertThat(page.revision()).isEqualTo(then);
        assertThat(page.entries())
                .extracting(entry -> entry.key().substring(root().length()) + "="
                        + entry.value().utf8())
                .containsExactly("changed=1", "gone=1", "kept=1");
    }

    @Test
    default void aRevisionOfTheFutureIsRefused() {
        long now = put("a", "");
        assertThat(StoreFixture.errorOf(store().read(ReadRequest.prefix(root()).at(now + 1_000))))
                .isInstanceOfSatisfying(FlotillaError.Invalid.class, error -> assertThat(error.message())
                        .contains(String.valueOf(now + 1_000)));
    }

    @Test
    default void theEmptyPrefixIsTheWholeStore() {
        put("a", "");
        assertThat(read(ReadRequest.prefix("")).entries())
                .extracting(Entry::key)
                .contains(key("a"));
    }

    @Test
    default void healthTellsTheRevision() {
        long revision = put("a", "");
        assertThat(StoreFixture.get(store().health()).writable()).isTrue();
        assertThat(StoreFixture.get(store().health()).revision()).isEqualTo(revision);
    }
}
