package dev.flotilla.model.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flotilla.model.Refused;
import dev.flotilla.model.error.FlotillaException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MachineTest {
    private static Machine machine(Map<String, String> own, Map<String, String> dynamic) {
        return new Machine(
                new MachineId("m1"),
                "10.0.0.1",
                own,
                dynamic,
                Capacity.UNKNOWN,
                MachineStatus.ONLINE,
                "s",
                "r",
                "",
                "b",
                Instant.EPOCH,
                0);
    }

    @Test
    void dynamicMetadataWins() {
        Machine machine = machine(Map.of("a", "1", "b", "2"), Map.of("b", "3", "c", "4"));

        assertThat(machine.effectiveMetadata()).isEqualTo(Map.of("a", "1", "b", "3", "c", "4"));
        assertThat(machine.withDynamicMetadata(Map.of()).effectiveMetadata()).isEqualTo(Map.of("a", "1", "b", "2"));
        assertThat(machine.effectiveMetadata()).isSameAs(machine.effectiveMetadata());
    }

    @Test
    void onlyAnOnlineMachineTakesUnits() {
        Machine machine = machine(Map.of(), Map.of());

        assertThat(machine.isOnline()).isTrue();
        Machine lost = machine.withStatus(MachineStatus.LOST, Instant.ofEpochSecond(5));
        assertThat(lost.isOnline()).isFalse();
        assertThat(lost.since()).isEqualTo(Instant.ofEpochSecond(5));
        assertThat(machine.withStatus(MachineStatus.DRAINING, Instant.EPOCH).isOnline())
                .isFalse();
    }

    @Test
    void aCapacityIsNoNonsense() {
        assertThatThrownBy(() -> new Capacity(Double.NaN, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Capacity(-1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Capacity(1, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a/b", "a\tb", "a\u00a0b", "a\u0000", ".", "..", "\ud800"})
    void whatIsNoMachineIdIsRefused(String id) {
        Refused.invalid(() -> new MachineId(id));
    }

    @Test
    void idsAreShortenedAsFleetDid() {
        assertThat(new MachineId("05c0472b1a2b4c3d8e9f00112233aabb").shortForm())
                .isEqualTo("05c0472b...");
        assertThat(new MachineId("machine1").shortForm()).isEqualTo("machine1");
        assertThat(new MachineId("m1").shortForm()).isEqualTo("m1");
        Refused.invalid(() -> new MachineId("x".repeat(257)));
    }

    @ParameterizedTest
    @CsvSource({
        "05c0472baaaa, 05c0472baaaa",
        "05c,          05c0472baaaa",
        "05c0472b...,  05c0472baaaa",
        "45e,          ",
        "45e8fd5a,     45e8fd5a",
        "dummy,        ",
    })
    void aMachineIsMeantByItsIdOrABeginningNoOtherHas(String selector, String id) {
        List<MachineId> known =
                List.of(new MachineId("45e8fd5abbbb"), new MachineId("05c0472baaaa"), new MachineId("45e8fd5a"));

        assertThat(MachineSelector.parse(selector)
                        .resolve(known)
                        .map(MachineId::value)
                        .orElse(null))
                .isEqualTo(id);
    }

    @Test
    void severalMeantAreAllNamed() {
        assertThat(MachineSelector.parse("4").matching(List.of(new MachineId("4b"), new MachineId("4a"))))
                .containsExactly(new MachineId("4a"), new MachineId("4b"));
        Refused.invalid(() -> MachineSelector.parse("..."));
    }

    @Test
    void metadataIsReadAsConfigured() {
        assertThat(Metadata.parse(" region = us-east-1 , disk=ssd,expr=a=b "))
                .isEqualTo(Map.of("region", "us-east-1", "disk", "ssd", "expr", "a=b"));
        assertThat(Metadata.parse("  ")).isEmpty();
        assertThat(Metadata.format(Map.of("b", "2", "a", "1"))).isEqualTo("a=1,b=2");
        assertThat(Metadata.format(Map.of())).isEqualTo("-");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "disk       | \"disk\" is not key=value",
                "a=1,,b=2   | \"\" is not key=value",
                "a=1,       | \"\" is not key=value",
                "=1         | a key cannot be empty",
                "a=         | \"a\" has no value",
                "a b=1      | \"a b\" cannot contain",
                "a/b=1      | \"a/b\" cannot contain",
                "a=1,a=2    | \"a\" is given twice",
            })
    void brokenMetadataIsNamed(String text, String message) {
        assertThat(Refused.invalid(() -> Metadata.parse(text)).message())
                .startsWith("metadata: ")
                .contains(message);
    }

    @Property
    void anyMetadataIsReadOrRefused(@ForAll String text) {
        try {
            Map<String, String> metadata = Metadata.parse(text);
            if (!metadata.isEmpty()) {
                assertThat(Metadata.parse(Metadata.format(metadata))).isEqualTo(metadata);
            }
        } catch (FlotillaException refused) {
            assertThat(refused.error().message()).startsWith("metadata: ");
        }
    }
}
