package dev.flotilla.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TransactionTest {
    private static Write put(String key) {
        return new Write.Put(key, Value.EMPTY);
    }

    private static void assertRefused(Runnable body, Class<? extends FlotillaError> kind, String words) {
        assertThatThrownBy(body::run)
                .isInstanceOfSatisfying(
                        FlotillaException.class, e -> assertThat(e.error()).isInstanceOf(kind))
                .hasMessageContaining(words);
    }

    @Test
    void compareAndWritesHaveALimitEach() {
        List<Write> writes = IntStream.range(0, 121).mapToObj(i -> put("k" + i)).toList();
        List<Compare> compares = IntStream.range(0, 121)
                .<Compare>mapToObj(i -> new Compare.Exists("k" + i))
                .toList();
        assertRefused(() -> new Transaction(List.of(), writes), FlotillaError.TooLarge.class, "120 writes");
        assertRefused(() -> new Transaction(compares, List.of()), FlotillaError.TooLarge.class, "120 compares");
        new Transaction(compares.subList(0, 120), writes.subList(0, 120));
    }

    @Test
    void bytesHaveALimit() {
        Value half = new Value(new byte[Transaction.MAX_BYTES / 2]);
        assertRefused(
                () -> Transaction.of(new Write.Put("a", half), new Write.Put("b", half)),
                FlotillaError.TooLarge.class,
                "bytes");
        Transaction.of(new Write.Put("a", half));
    }

    static Stream<Arguments> overlaps() {
        return Stream.of(
                Arguments.of(List.of(put("a"), put("a")), "writes a twice"),
                Arguments.of(List.of(put("a"), new Write.Delete("a")), "both writes and deletes a"),
                Arguments.of(List.of(new Write.DeletePrefix("a/"), put("a/b")), "both writes and deletes a/b"));
    }

    @ParameterizedTest
    @MethodSource("overlaps")
    void noKeyIsTouchedTwice(List<Write> writes, String words) {
        assertRefused(() -> new Transaction(List.of(), writes), FlotillaError.Invalid.class, words);
    }

    @Test
    void deletionsMayOverlap() {
        Transaction.of(new Write.Delete("a/b"), new Write.DeletePrefix("a/"), new Write.DeletePrefix("a/b/"), put("a"));
    }

    @ParameterizedTest
    @CsvSource({"'a b',character 2", "'é',character 1", "'',empty", "'a\u0000',character 2"})
    void keysArePrintableAscii(String key, String words) {
        assertRefused(() -> put(key), FlotillaError.Invalid.class, words);
        assertRefused(() -> new Compare.Absent(key), FlotillaError.Invalid.class, words);
    }

    @Test
    void keysHaveALimit() {
        assertRefused(() -> put("k".repeat(1025)), FlotillaError.TooLarge.class, "1025");
    }

    /** Rows: created, modified; then whether Absent, Exists, ModRevision(7), CreateRevision(5) hold. */
    @ParameterizedTest
    @CsvSource({
        "0,0,true,false,false,false",
        "5,7,false,true,true,true",
        "5,8,false,true,false,true",
        "7,7,false,true,true,false"
    })
    void comparesMeanOneThing(
            long created, long modified, boolean absent, boolean exists, boolean mod, boolean create) {
        assertThat(new Compare.Absent("k").holds(created, modified)).isEqualTo(absent);
        assertThat(new Compare.Exists("k").holds(created, modified)).isEqualTo(exists);
        assertThat(new Compare.ModRevision("k", 7).holds(created, modified)).isEqualTo(mod);
        assertThat(new Compare.CreateRevision("k", 5).holds(created, modified)).isEqualTo(create);
    }

    @Test
    void aRevisionThatCannotBeIsNoCompare() {
        assertThatThrownBy(() -> new Compare.ModRevision("k", 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aValueKeepsItsBytes() {
        byte[] bytes = {1, 2, 3};
        Value value = new Value(bytes);
        bytes[0] = 9;
        value.bytes()[1] = 9;
        assertThat(value).isEqualTo(new Value(new byte[] {1, 2, 3})).hasSameHashCodeAs(new Value(new byte[] {1, 2, 3}));
        assertThat(value.buffer().isReadOnly()).isTrue();
        assertThat(value.toString()).isEqualTo("3 bytes");
    }
}
