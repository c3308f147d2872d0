package dev.flotilla.model.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.unit.UnitName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstanceJsonTest {
    private static final InstanceKey KEY = new InstanceKey("website", "apache@1");

    @Test
    void hostPortAndVersionComeFirstAsInFleetsExample() {
        assertThat(InstanceJson.write(Instance.of(KEY, "10.0.0.7", 80).withVersion("52c7248a14")))
                .isEqualTo("{\"host\":\"10.0.0.7\",\"port\":80,\"version\":\"52c7248a14\"}");
        assertThat(InstanceJson.write(Instance.of(KEY, "10.0.0.7", 80)))
                .isEqualTo("{\"host\":\"10.0.0.7\",\"port\":80}");
    }

    @Test
    void everythingComesBack() {
        Instance full = Instance.of(KEY, "fe80::1", 443)
                .withVersion("2 \"beta\"")
                .withTags(List.of("a,b", "ä"))
                .withAttributes(Map.of("weight", "3", "é", "\n"))
                .on(new MachineId("m1"), Optional.of(UnitName.parse("apache@1.service")), Optional.of(Instant.EPOCH))
                .withStatus(InstanceStatus.DRAINING);

        assertThat(InstanceJson.read(KEY, InstanceJson.write(full))).isEqualTo(full);
    }

    @Test
    void recordsOfOtherProgramsAreReadLeniently() {
        Instance read = InstanceJson.read(
                KEY,
                " { \"host\": \"ip-10-182\", \"port\": 80, \"version\": 7, \"tags\": \"x\", \"since\": \"now\", \"ssl\": {\"on\": [true, null]} }\n");

        assertThat(read).isEqualTo(Instance.of(KEY, "ip-10-182", 80).withVersion("7"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            10.0.0.1:80                     | not JSON
            []                              | not a JSON object
            {"port":80}                     | "host"
            {"host":"","port":80}           | not a host
            {"host":"a b","port":80}        | not a host
            {"host":"h"}                    | "port"
            {"host":"h","port":"80"}        | "port"
            {"host":"h","port":80.5}        | "port"
            {"host":"h","port":0}           | 1 to 65535
            {"host":"h","port":65536}       | 1 to 65535
            {"host":"h","port":99999999999} | "port"
            {"host":"h","port":80           | not JSON
            {"host":"h","port":80} {}       | follows
            """)
    void whatNobodyCanUseIsRefusedWithWords(String text, String words) {
        assertThatThrownBy(() -> InstanceJson.read(KEY, text)).hasMessageContaining(words);
    }
}
