package dev.flotilla.gateway.unit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.gateway.api.Parameters;
import dev.flotilla.gateway.fleet.MetadataPatches;
import dev.flotilla.gateway.fleet.PageToken;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.unit.UnitName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Whatever somebody sends: it is taken, or refused with words that say where it is wrong. */
class AnyRequestTest {
    private static final UnitName NAME = UnitName.parse("a.service");
    private static final List<String> BODIES = List.of(
            """
            {"name": "a.service", "desiredState": "launched",
             "options": [{"section": "Service", "name": "ExecStart", "value": "/bin/true"},
                         {"section": "X-Fleet", "name": "MachineMetadata", "value": "disk=ssd"}]}
            """,
            """
            {"desiredState": "loaded", "content": "[Service]\\nExecStart=/bin/true\\n[X-Fleet]\\nConflicts=b*.service\\n"}
            """,
            """
            [{"op": "add", "path": "/m1/metadata/disk", "value": "ssd"},
             {"op": "remove", "path": "/m2/metadata/zone"},
             {"op": "replace", "path": "/m1/metadata/disk", "value": {"value": "hdd"}}]
            """,
            "[Service]\nExecStart=/bin/sh -c \"echo $HOME\"\nRestart=always\n[X-Flotilla]\nCPU=1\nMemory=2G\n");
    private static final List<String> SPLICES = List.of(
            "\"",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "null",
            "true",
            "-1e999",
            "\\u0000",
            "\\ud800",
            "\n",
            "\t",
            "\0",
            "/",
            "\\",
            "'",
            "=",
            "[X-Fleet]\n",
            "Global=true\n",
            "MachineOf=",
            "%i",
            "%",
            "*[",
            "\u00e4",
            "\uFEFF",
            "{\"a\":".repeat(1100),
            "[".repeat(2000),
            "1".repeat(1500),
            "disk=",
            "Replaces=[z-a]\n",
            "CPU=nan\n");

    /** Something that was right once, with a few things put in, left out, or doubled. */
    @Provide
    Arbitrary<byte[]> bodies() {
        return Combinators.combine(
                        Arbitraries.of(BODIES), Arbitraries.integers().between(0, 6), Arbitraries.longs())
                .as(AnyRequestTest::mutated);
    }

    private static byte[] mutated(String body, int mutations, long seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder(body);
        for (int i = 0; i < mutations && !text.isEmpty(); i++) {
            int at = random.nextInt(text.length());
            int end = Math.min(text.length(), at + 1 + random.nextInt(12));
            switch (random.nextInt(4)) {
                case 0 -> text.delete(at, end);
                case 1 -> text.insert(at, text.substring(at, end));
                case 2 -> text.setLength(at);
                default -> text.insert(at, SPLICES.get(random.nextInt(SPLICES.size())));
            }
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(10) == 0 && bytes.length > 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }

    @Property(tries = 4000)
    void aUnitOfFleetsApi(@ForAll("bodies") byte[] body) {
        takenOrRefused(() -> FleetPut.read("a.service", body, "me"));
    }

    @Property(tries = 4000)
    void aUnitOfOurs(@ForAll("bodies") byte[] body) {
        takenOrRefused(() -> UnitWrite.ofJson(NAME, body));
    }

    @Property(tries = 4000)
    void aUnitFile(@ForAll("bodies") byte[] body) {
        takenOrRefused(() -> UnitWrite.ofText(NAME, body, Optional.empty()));
    }

    @Property(tries = 4000)
    void aPatchOfMetadata(@ForAll("bodies") byte[] body) {
        takenOrRefused(() -> MetadataPatches.parse(body));
    }

    @Property(tries = 500)
    void bytesOfAnyKind(@ForAll byte[] body) {
        takenOrRefused(() -> FleetPut.read("a.service", body, "me"));
        takenOrRefused(() -> UnitWrite.ofText(NAME, body, Optional.empty()));
        takenOrRefused(() -> MetadataPatches.parse(body));
    }

    @Property(tries = 2000)
    void aNameInAUrl(@ForAll String name) {
        takenOrRefused(
                () -> FleetPut.read(name, "{\"desiredState\": \"loaded\"}".getBytes(StandardCharsets.UTF_8), "me"));
    }

    @Property(tries = 5000)
    void aPageToken(@ForAll("tokens") String token) {
        takenOrRefused(() -> {
            PageToken page = PageToken.ofQuery(List.of(token));
            assertThat(page.skipped()).isNotNegative();
            assertThat(PageToken.ofQuery(List.of(page.encode()))).isEqualTo(page);
        });
    }

    /** Like a token, and not at all. */
    @Provide
    Arbitrary<String> tokens() {
        return Arbitraries.oneOf(
                Arbitraries.strings(),
                Arbitraries.strings()
                        .withChars("ABCZabcz019-_=+/")
                        .ofMinLength(4)
                        .ofMaxLength(12),
                Arbitraries.integers().between(0, 0xffff).map(page -> new PageToken(PageToken.LIMIT, page).encode()));
    }

    @Property(tries = 1000)
    void whatAQuerySays(@ForAll String text) {
        takenOrRefused(() -> Parameters.number("after", Optional.of(text), 0L, 0, Long.MAX_VALUE));
        takenOrRefused(() -> Parameters.flag("follow", Optional.of(text)));
        takenOrRefused(() -> Parameters.time("since", Optional.of(text)));
        takenOrRefused(() -> UnitWrite.expectedRevision(Optional.of(text)));
    }

    @Test
    void whatIsNestedTooDeepIsRefused() {
        byte[] body = ("{\"options\":" + "[".repeat(100_000)).getBytes(StandardCharsets.UTF_8);
        takenOrRefused(() -> FleetPut.read("a.service", body, "me"));
    }

    private static void takenOrRefused(Runnable call) {
        try {
            call.run();
        } catch (FlotillaException e) {
            assertThat(e.error()).isInstanceOfAny(FlotillaError.Invalid.class, FlotillaError.TooLarge.class);
            assertThat(e.error().message()).isNotBlank();
            if (e.error() instanceof FlotillaError.Invalid invalid) {
                assertThat(invalid.field().isPresent()
                                || invalid.position().isPresent()
                                || speaksOfTheWhole(invalid.message()))
                        .as(invalid.message())
                        .isTrue();
            }
        }
    }

    private static boolean speaksOfTheWhole(String message) {
        return message.contains("body") || message.startsWith("the unit file ");
    }
}
