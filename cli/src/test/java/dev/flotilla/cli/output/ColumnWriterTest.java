package dev.flotilla.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Expected texts are what Go's tabwriter prints with fleetctl's parameters. */
class ColumnWriterTest {
    private static String aligned(String... lines) {
        ColumnWriter writer = new ColumnWriter();
        Arrays.stream(lines).forEach(line -> writer.line(List.of(line.split("\\|", -1))));
        return writer.text();
    }

    @Test
    void cellsReachTheNextTabStop() {
        assertThat(aligned("A|B|C", "1234567|12345678|x")).isEqualTo("A\tB\t\tC\n1234567\t12345678\tx\n");
    }

    @Test
    void aCellOfExactlyAStopNeedsOneMore() {
        assertThat(aligned("12345678|x", "a|y")).isEqualTo("12345678\tx\na\t\ty\n");
    }

    @Test
    void anEmptyColumnIsOneStopWide() {
        assertThat(aligned("|x", "|y")).isEqualTo("\tx\n\ty\n");
    }

    @Test
    void theLastCellIsNotPadded() {
        assertThat(aligned("a|a long one indeed", "b|c")).isEqualTo("a\ta long one indeed\nb\tc\n");
    }

    @Test
    void charactersCountNotBytes() {
        assertThat(aligned("éééé|x", "日本語𝄞|y")).isEqualTo("éééé\tx\n日本語𝄞\ty\n");
    }

    @Test
    void whatWouldBreakALineDoesNot() {
        assertThat(aligned("a\nb|c\td")).isEqualTo("a b\tc d\n");
    }

    @Test
    void nothingIsNothing() {
        assertThat(new ColumnWriter().text()).isEmpty();
    }
}
