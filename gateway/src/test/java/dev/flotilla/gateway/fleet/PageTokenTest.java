package dev.flotilla.gateway.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flotilla.model.error.FlotillaException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The texts are those that fleet itself writes and reads. */
class PageTokenTest {
    @ParameterizedTest
    @CsvSource({
        "12482, 0, wjAAAA==",
        "19, 11852, EwBMLg==",
        "1023, 0, _wMAAA==",
        "45, 9, LQAJAA==",
        "100, 65535, ZAD__w=="
    })
    void tokensAreWrittenAndReadAsFleetDoes(int limit, int page, String text) {
        assertThat(new PageToken(limit, page).encode()).isEqualTo(text);
        assertThat(PageToken.decode(text)).isEqualTo(new PageToken(limit, page));
    }

    @Test
    void noTokenIsTheFirstPage() {
        assertThat(PageToken.ofQuery(List.of())).isEqualTo(new PageToken(100, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"basdfasdf", "bogus", "", "ZAAB", "ZABMLg", "Z A B", "++++", "EwBMLg==", "ZAAAAA=="})
    void whatIsNoTokenOfOursIsRefused(String text) {
        assertThatThrownBy(() -> PageToken.ofQuery(List.of(text)))
                .isInstanceOf(FlotillaException.class)
                .message()
                .containsAnyOf("nextPageToken", "token");
    }

    @Test
    void twoTokensAreRefused() {
        assertThatThrownBy(() -> PageToken.ofQuery(List.of("ZAACAA==", "ZAACAA==")))
                .hasMessageContaining("too many values for page token");
    }

    @Test
    void theLastPageThatCanBeNamedHasNoNext() {
        assertThat(new PageToken(100, 65_535).next()).isEmpty();
        assertThat(new PageToken(100, 1).next()).contains(new PageToken(100, 2));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 0, false",
        "99, 1, 99, false",
        "100, 1, 100, false",
        "101, 1, 100, true",
        "101, 2, 1, false",
        "250, 3, 50, false",
        "100, 2, 0, false"
    })
    void aPageHasAHundredAndSaysWhetherThereAreMore(int total, int page, int size, boolean more) {
        Page<Integer> items = Page.of(IntStream.range(0, total).boxed(), new PageToken(100, page));
        assertThat(items.items()).hasSize(size);
        assertThat(items.next().isPresent()).isEqualTo(more);
        if (size > 0) {
            assertThat(items.items().getFirst()).isEqualTo((page - 1) * 100);
        }
    }
}
