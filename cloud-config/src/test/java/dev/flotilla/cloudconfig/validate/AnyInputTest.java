package dev.flotilla.cloudconfig.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.cloudconfig.CloudConfigs;
import dev.flotilla.cloudconfig.Fixtures;
import dev.flotilla.cloudconfig.source.Variables;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No input brings the validator down, and whatever it says has a place. */
class AnyInputTest {
    private static final List<String> SEEDS = List.of(
            "samples/ok.yaml",
            "samples/bad.yaml",
            "samples/article.yaml",
            "samples/tab.yaml",
            "apply/machine.yaml",
            "articles/001-single.yaml",
            "articles/003-template.yaml");
    private static final List<String> SPLICES = List.of(
            "\t",
            "\n",
            "- ",
            ": ",
            "{",
            "}",
            "[",
            "]",
            "\"",
            "'",
            "|",
            ">",
            "&a ",
            "*a",
            "!!int ",
            "!x ",
            "%",
            "#",
            "---\n",
            "...\n",
            "<<: ",
            "? ",
            "\0",
            "\u0085",
            "\uFEFF",
            "\\$private_ipv4",
            "$private_ipv4",
            "~",
            "on",
            "0x",
            "1e999",
            "0999",
            "-",
            "99999999999999999999",
            "\uD83D\uDE00",
            "=",
            "[Service]",
            "\r\n",
            "Ä");

    @Property(tries = 10_000)
    void mutatedDocumentsAlwaysGetAnAnswerWithALine(@ForAll("mutated") byte[] document) {
        Findings findings = CloudConfigs.validate(document, Variables.of(Map.of()));
        long lines = new String(document, StandardCharsets.UTF_8)
                        .chars()
                        .filter(c -> c == '\n')
                        .count()
                + 1;
        assertThat(findings.all()).allSatisfy(finding -> {
            assertThat(finding.mark().line()).isBetween(1, (int) lines + 1);
            assertThat(finding.mark().column()).isPositive();
            assertThat(finding.message()).isNotBlank();
            if (finding.severity() == Severity.ERROR) {
                assertThat(finding.advice()).as(finding.toString()).isNotBlank();
            }
        });
        assertThat(findings.coreos())
                .allSatisfy(entry -> assertThat(entry.line()).isBetween(0, (int) lines + 1));
        CloudConfigs.read(new String(document, StandardCharsets.UTF_8), Variables.unknown());
    }

    @Provide
    Arbitrary<byte[]> mutated() {
        return Arbitraries.of(SEEDS)
                .flatMap(seed -> Arbitraries.longs().map(random -> mutate(seed, new Random(random))));
    }

    private static byte[] mutate(String seed, Random random) {
        StringBuilder text = new StringBuilder(Fixtures.text(seed));
        for (int i = random.nextInt(6); i >= 0; i--) {
            // The first line stays as a rule: behind another one nothing is looked into.
            int from = random.nextInt(20) == 0 ? 0 : Math.min(14, text.length());
            int at = from + random.nextInt(text.length() - from + 1);
            switch (random.nextInt(4)) {
                case 0 -> text.insert(at, SPLICES.get(random.nextInt(SPLICES.size())));
                case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(20)));
                case 2 ->
                    text.insert(
                            at,
                            text.substring(
                                    Math.min(at, text.length()), Math.min(text.length(), at + random.nextInt(80))));
                default -> text.insert(at, (char) random.nextInt(0x10000));
            }
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(10) == 0 && bytes.length > 20) {
            bytes[14 + random.nextInt(bytes.length - 14)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    @Property(tries = 2_000)
    void bytesOfAnyKindGetAnAnswer(@ForAll byte[] bytes) {
        assertThat(CloudConfigs.validate(bytes)).isNotNull();
        ByteArrayOutputStream headed = new ByteArrayOutputStream();
        headed.writeBytes("#cloud-config\n".getBytes(StandardCharsets.UTF_8));
        headed.writeBytes(bytes);
        assertThat(CloudConfigs.validate(headed.toByteArray())).isNotNull();
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        gzip.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, 0});
        gzip.writeBytes(bytes);
        assertThat(CloudConfigs.validate(gzip.toByteArray()).isApplicable()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "- ", "? ", "&a [*a, ", "!!map {"})
    void deepNestingIsRefused(String opening) {
        Findings findings = quickly("#cloud-config\nx: " + opening.repeat(50_000));
        assertThat(findings.errors()).isNotEmpty();
    }

    @Test
    void charactersOfTwoHalvesMayStandAnywhere() {
        for (int length = 900; length < 2_200; length++) {
            String text = "#cloud-config\nhostname: " + "a".repeat(length) + "\uD83D\uDE00\n";
            assertThat(CloudConfigs.validate(text.getBytes(StandardCharsets.UTF_8))
                            .all())
                    .isNotEmpty();
        }
    }

    @Test
    void aFewLinesThatStandForBillionsAreRefused() {
        StringBuilder bomb = new StringBuilder("#cloud-config\na0: &a0 [x, x]\n");
        for (int i = 1; i < 60; i++) {
            bomb.append("a")
                    .append(i)
                    .append(": &a")
                    .append(i)
                    .append(" [*a")
                    .append(i - 1)
                    .append(", *a")
                    .append(i - 1)
                    .append("]\n");
        }
        assertThat(quickly(bomb.toString()).errors()).singleElement().asString().contains("more than 200000 values");
    }

    @Test
    void aValueInsideOfItselfIsRefused() {
        assertThat(quickly("#cloud-config\nusers: &a\n  - *a\n").errors())
                .singleElement()
                .hasToString(
                        "3:5: error: no YAML: unknown anchor 'a' referenced; look at the indentation of this line and"
                                + " the one before");
    }

    @Test
    void aLargeFileIsLookedThroughInReasonableTime() {
        StringBuilder units = new StringBuilder("#cloud-config\ncoreos:\n  units:\n");
        for (int i = 0; i < 12_000; i++) {
            units.append("    - \"name\": a")
                    .append(i % 7)
                    .append(".service\n      x")
                    .append(i)
                    .append(": $private_ipv4x\n");
        }
        assertThat(quickly(units.toString()).all()).hasSize(Reporter.MAX_FINDINGS);
        assertThat(quickly("#cloud-config\n" + "x".repeat(Validator.MAX_CHARACTERS))
                        .errors())
                .hasSize(1);
    }

    private static Findings quickly(String text) {
        return Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> CloudConfigs.validate(text.getBytes(StandardCharsets.UTF_8)));
    }
}
