package dev.flotilla.model.unit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.Refused;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.error.Position;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitFileTest {
    private static UnitFile parse(String text) {
        return UnitFile.parse("a.service", text);
    }

    private static UnitOption option(String section, String name, String value) {
        return new UnitOption(section, name, value);
    }

    // The files are in serialised form, so that the hashes are what `sha1sum` prints for them.
    @ParameterizedTest
    @CsvSource({
        "apache@.service,           840b49d84b6462a1696277d0211833473d3696f3",
        "apache-discovery@.service, 0167135ace9933ba73856336e4f3b50a52d59202",
        "hello_world@1.service,     8f0008f69191b05cf2556f4ebb7520c6e280e0ff",
        "example_01.service,        e692b38b7d9f441ba9f8aaede9d35fc87c4fa3c4",
        "example_test.service,      d63437a8953e2a24ff891fffd554c3165640b23d",
        "myapp.service,             391d247c0f013f2470a0e15d6fe6ff9ccefc840b",
    })
    void theArticlesUnitsKeepTheirTextAndHash(String name, String sha1) throws IOException {
        String text = resource(name);
        UnitFile file = UnitFile.parse(name, text);

        assertThat(file.serialize()).isEqualTo(text);
        assertThat(file.hash().hex()).isEqualTo(sha1);
        assertThat(file.hash().shortForm()).isEqualTo(sha1.substring(0, 7));
    }

    @Test
    void optionsAreKeptInOrder() {
        UnitFile file =
                parse("[Unit]\nDescription=a b\nAfter=x.service\nAfter=y.service\n\n[Service]\nExecStart=/bin/a\n");

        assertThat(file.options())
                .containsExactly(
                        option("Unit", "Description", "a b"),
                        option("Unit", "After", "x.service"),
                        option("Unit", "After", "y.service"),
                        option("Service", "ExecStart", "/bin/a"));
        assertThat(file.sections()).containsExactly("Unit", "Service");
        assertThat(file.values("Unit", "After")).containsExactly("x.service", "y.service");
        assertThat(file.first("Unit", "After")).contains("x.service");
        assertThat(file.last("Unit", "After")).contains("y.service");
        assertThat(file.first("Service", "After")).isEmpty();
        assertThat(file.last("Service", "After")).isEmpty();
        assertThat(file.description()).isEqualTo("a b");
        assertThat(file.section("Service")).hasSize(1);
    }

    @Test
    void aSectionThatComesTwiceIsOne() {
        UnitFile file = parse("[A]\na=1\n[B]\nb=2\n[A]\nc=3\n");

        assertThat(file.serialize()).isEqualTo("[A]\na=1\nc=3\n\n[B]\nb=2\n");
        assertThat(UnitFile.of(List.of(option("A", "a", "1"), option("B", "b", "2"), option("A", "c", "3"))))
                .isEqualTo(file);
    }

    @Test
    void whatEditorsLeaveBehindIsTolerated() {
        UnitFile plain = parse("[Unit]\nDescription=x\nA=1 \\\n2\n");

        assertThat(parse("\ufeff[Unit]\r\n  Description = x \r\n\r\n# comment\r\n; another \\\r\nA=1 \\\r\n2"))
                .isEqualTo(plain);
        assertThat(parse("  [Unit]  \n\tDescription=x\n   \n  # c\nA=1 \\\n2\n"))
                .isEqualTo(plain);
    }

    @Test
    void commentsEndWithTheirLineAsInSystemd() {
        assertThat(parse("[A]\n# off \\\na=1\n").values("A", "a")).containsExactly("1");
    }

    @Test
    void emptyFilesAndValuesAreFine() {
        assertThat(parse("").options()).isEmpty();
        assertThat(parse("\n# nothing\n[Unit]\n").options()).isEmpty();
        assertThat(parse("").serialize()).isEmpty();
        assertThat(parse("[A]\na=\n").options()).containsExactly(option("A", "a", ""));
        assertThat(parse("[A]\na==b=c\n").options()).containsExactly(option("A", "a", "=b=c"));
        assertThat(parse("[A]\na=#no comment ; here\n").first("A", "a")).contains("#no comment ; here");
    }

    @Test
    void aContinuedValueIsKeptAsWrittenAndReadAsOneLine() {
        UnitFile file = parse("[S]\nExecStart=/bin/a \\\n  --b \\\n# why\n; and why\n  --c\nX=1\n");

        assertThat(file.options().getFirst().value()).isEqualTo("/bin/a \\\n  --b \\\n# why\n; and why\n  --c");
        assertThat(file.first("S", "ExecStart")).contains("/bin/a    --b    --c");
        assertThat(file.first("S", "X")).contains("1");
        assertThat(parse(file.serialize())).isEqualTo(file);
    }

    @Test
    void aContinuationToNowhereDoesNotSwallowWhatIsWrittenAfterIt() {
        UnitFile atEnd = parse("[S]\na=1 \\");
        UnitFile beforeBlank = parse("[S]\na=1 \\\n\nb=2\n");

        assertThat(atEnd.first("S", "a")).contains("1");
        assertThat(parse(atEnd.serialize())).isEqualTo(atEnd);
        assertThat(beforeBlank.first("S", "a")).contains("1");
        assertThat(beforeBlank.first("S", "b")).contains("2");
        assertThat(parse(beforeBlank.serialize())).isEqualTo(beforeBlank);
        UnitFile fromApi = UnitFile.of(List.of(option("S", "a", "1 \\"), option("S", "b", "2")));
        assertThat(parse(fromApi.serialize()).first("S", "b")).contains("2");
    }

    @Test
    void twoBackslashesAtTheEndAreNoContinuation() {
        assertThat(parse("[S]\na=1\\\\\nb=2\n").options())
                .containsExactly(option("S", "a", "1\\\\"), option("S", "b", "2"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Description=x                | 1 | 1  | before the first section",
                "~  stray text                | 2 | 3  | before the first section",
                "[A]~a=1~no equals sign       | 3 | 1  | missing \"=\"",
                "[A]~   no equals sign        | 2 | 4  | missing \"=\"",
                "[Unit~a=1                    | 1 | 1  | \"]\" is missing",
                "[A]~a=1~ [B                  | 3 | 2  | \"]\" is missing",
                "[A] junk~a=1                 | 1 | 5  | found \"junk\"",
                "[]~a=1                       | 1 | 1  | needs a name",
                "[A]~=1                       | 2 | 1  | needs a name",
                "[A]~  = 1                    | 2 | 3  | needs a name",
                "[A]~a=1^0~                   | 2 | 4  | NUL",
                "[A]~a=^7x                    | 2 | 3  | U+0007",
                "[A]~# a comment ^0           | 2 | 13 | NUL",
                "[A]~a=1 \\ ~b=2              | 2 | 6  | white space after the backslash",
                "[A]~a=1 \\~  2 \\ ~b=2       | 3 | 6  | white space after the backslash",
            })
    void aBrokenLineIsNamed(String text, int line, int column, String message) {
        String file = text.replace('~', '\n').replace("^0", "\u0000").replace("^7", "\u0007");

        FlotillaError.Invalid error = Refused.invalid(() -> parse(file));

        assertThat(error.position()).contains(new Position("a.service", line, column));
        assertThat(error.message())
                .startsWith("a.service:" + line + ":" + column + ": ")
                .contains(message);
    }

    @Test
    void aLineHasAtMost2048Bytes() {
        String longest = "a=" + "x".repeat(2046);

        assertThat(parse("[A]\n" + longest + "\n").options()).hasSize(1);
        assertThat(Refused.invalid(() -> parse("[A]\n" + longest + "x\n")).position())
                .contains(new Position("a.service", 2, 1));
        assertThat(Refused.invalid(() -> parse("[A]\na=" + "\u20ac".repeat(683) + "\n"))
                        .message())
                .contains("max 2048 bytes");
        assertThat(Refused.invalid(() -> UnitFile.of(List.of(option("A", "a", "x".repeat(2047)))))
                        .field())
                .contains("options[0].value");
    }

    @Test
    void aFileHasALargestSize() {
        String line = "a=" + "x".repeat(1021) + "\n";
        String most = "[A]\n" + line.repeat(255);

        assertThat(parse(most).options()).hasSize(255);
        assertThat(Refused.error(() -> parse(most + line), FlotillaError.TooLarge.class)
                        .message())
                .contains("262144");
        List<UnitOption> many = java.util.Collections.nCopies(300, option("A", "a", "x".repeat(1021)));
        Refused.error(() -> UnitFile.of(many), FlotillaError.TooLarge.class);
        List<UnitOption> tooMany = java.util.Collections.nCopies(10_001, option("A", "a", ""));
        Refused.error(() -> UnitFile.of(tooMany), FlotillaError.TooLarge.class);
    }

    /** Sections have headers and blank lines between them: they are part of the size, as the text's reader sees it. */
    @Property(tries = 200)
    void whatIsAcceptedNearTheLargestSizeIsReadAgain(
            @ForAll @IntRange(min = 1, max = 400) int sections, @ForAll @IntRange(min = -4000, max = 400) int over) {
        List<UnitOption> options = new ArrayList<>();
        int left = UnitFile.MAX_BYTES + over;
        for (int i = 0; left > 3; i++) {
            int value = Math.min(1000, left - 3);
            options.add(option("S" + i % sections, "a", "x".repeat(value)));
            left -= value + 3;
        }

        Optional<UnitFile> accepted = acceptable(options).filter(UnitFileTest::isAcceptedOfAUnit);

        accepted.ifPresent(file -> assertThat(parse(file.serialize())).isEqualTo(file));
        assertThat(accepted.isPresent()).isEqualTo(written(options) <= UnitFile.MAX_BYTES);
        Statistics.label("accepted").collect(accepted.isPresent());
    }

    private static boolean isAcceptedOfAUnit(UnitFile file) {
        try {
            Unit.define(UnitName.parse("a.service"), file, DesiredState.INACTIVE, Instant.EPOCH, "");
            return true;
        } catch (FlotillaException refused) {
            assertThat(refused.error()).isInstanceOf(FlotillaError.TooLarge.class);
            return false;
        }
    }

    private static int written(List<UnitOption> options) {
        long sections = options.stream().map(UnitOption::section).distinct().count();
        int headers = options.stream()
                .map(UnitOption::section)
                .distinct()
                .mapToInt(section -> section.length() + 3)
                .sum();
        int lines = options.stream()
                .mapToInt(one -> one.name().length() + one.value().length() + 2)
                .sum();
        return headers + lines + (int) Math.max(0, sections - 1);
    }

    @Test
    void everyOptionKnowsItsLine() {
        ParsedUnit parsed = UnitFile.parseWithPositions("u", "\n[A]\n  a=1\n[B]\nb=1\\\n2\n[A]\nc=3\n");

        assertThat(parsed.file().options()).extracting(UnitOption::name).containsExactly("a", "c", "b");
        assertThat(parsed.positions())
                .containsExactly(new Position("u", 3, 3), new Position("u", 8, 1), new Position("u", 5, 1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "|a|1|options[1].section",
                "A]|a|1|options[1].section",
                "A~B|a|1|options[1].section",
                "A||1|options[1].name",
                "A|a=b|1|options[1].name",
                "A|[a|1|options[1].name",
                "A|#a|1|options[1].name",
                "A| a|1|options[1].name",
                "A|a~b|1|options[1].name",
                "A|a|1~2|options[1].value",
                "A|a|1~[X-Fleet]~MachineID=x|options[1].value",
                "A|a|1\\ |options[1].value",
                "A|a|^|options[1].value",
            })
    void anOptionOfTheApiThatIsNoneIsNamed(String section, String name, String value, String field) {
        UnitOption good = option("A", "fine", "1");
        UnitOption bad = option(lines(section), lines(name), lines(value));

        assertThat(Refused.invalid(() -> UnitFile.of(List.of(good, bad))).field())
                .contains(field);
    }

    @Test
    void halfACharacterIsRefused() {
        assertThat(Refused.invalid(() -> UnitFile.of(List.of(option("A", "a", "x\ud800"))))
                        .field())
                .contains("options[0].value");
        assertThat(UnitFile.of(List.of(option("A", "a", "x\ud83d\ude00"))).first("A", "a"))
                .contains("x\ud83d\ude00");
    }

    @Property(tries = 2000)
    void whatIsWrittenIsReadAgain(@ForAll("files") UnitFile file) {
        assertThat(parse(file.serialize())).isEqualTo(file);
        assertThat(parse(file.serialize()).hash()).isEqualTo(file.hash());
    }

    @Provide
    Arbitrary<UnitFile> files() {
        Arbitrary<String> section = Arbitraries.of("Unit", "Service", "X-Fleet", " odd [one ");
        Arbitrary<String> name = Arbitraries.of("A", "ExecStart", "two words", "\u00fc");
        Arbitrary<String> piece = Arbitraries.of("a", " ", "\t", "\\", "\\\n", "#", ";", "=", "[S]", "\"", "\u20ac");
        Arbitrary<String> value = piece.list().ofMaxSize(8).map(pieces -> String.join("", pieces));
        return Combinators.combine(section, name, value)
                .as(UnitOption::new)
                .filter(candidate -> acceptable(List.of(candidate)).isPresent())
                .list()
                .ofMaxSize(8)
                .map(options -> acceptable(options).orElseThrow());
    }

    private static Optional<UnitFile> acceptable(List<UnitOption> options) {
        try {
            return Optional.of(UnitFile.of(options));
        } catch (FlotillaException refused) {
            return Optional.empty();
        }
    }

    @Property(tries = 3000)
    void anyTextIsAFileOrRefusedWithAPlace(@ForAll("texts") String text) {
        try {
            UnitFile file = parse(text);
            assertThat(parse(file.serialize())).isEqualTo(file);
        } catch (FlotillaException refused) {
            assertThat(refused.error()).isInstanceOf(FlotillaError.Invalid.class);
            Position position =
                    ((FlotillaError.Invalid) refused.error()).position().orElseThrow();
            String[] lines = text.split("\n", -1);
            assertThat(position.line()).isBetween(1, lines.length);
            assertThat(position.column()).isBetween(1, lines[position.line() - 1].length() + 1);
        }
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> piece = Arbitraries.of(
                "[A]", "[", "]", "\n", "\n", "a=", "=", "\\", "\\\n", " ", "#", ";", "x", "\r\n", "\r", "\u0000",
                "\ufeff");
        return Arbitraries.oneOf(
                piece.list().ofMaxSize(20).map(pieces -> "[A]\n" + String.join("", pieces)),
                piece.list().ofMaxSize(20).map(pieces -> String.join("", pieces)),
                Arbitraries.strings().ofMaxLength(60));
    }

    private static String lines(String text) {
        return text == null ? "" : text.replace('~', '\n').replace('^', '\u0001');
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = UnitFileTest.class.getResourceAsStream("/units/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
