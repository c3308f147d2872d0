package dev.flotilla.cloudconfig.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.cloudconfig.CloudConfigs;
import dev.flotilla.cloudconfig.Fixtures;
import dev.flotilla.cloudconfig.document.CloudConfig.Service;
import dev.flotilla.cloudconfig.document.Key;
import dev.flotilla.cloudconfig.document.Schema;
import dev.flotilla.cloudconfig.source.Variables;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each key that becomes a variable, by name and to the byte, as coreos-cloudinit has them and not as our own table does. */
class EveryKeyTest {
    private static final String CONFIG = Fixtures.text("apply/every-key.yaml");

    private final FakeHost host = new FakeHost();

    @ParameterizedTest
    @CsvSource({
        "etcd.service.conf, /run/systemd/system/etcd.service.d/20-cloudinit.conf",
        "etcd2.service.conf, /run/systemd/system/etcd2.service.d/20-cloudinit.conf",
        "fleet.service.conf, /run/systemd/system/fleet.service.d/20-cloudinit.conf",
        "locksmithd.service.conf, /run/systemd/system/locksmithd.service.d/20-cloudinit.conf",
        "options.env, /run/flannel/options.env",
    })
    void becomesItsVariable(String expected, String path) throws Exception {
        apply(CONFIG);
        assertThat(host.text(path)).isEqualTo(Fixtures.text("apply/every-key/" + expected));
    }

    @Test
    void isTheSameWithDashes() throws Exception {
        apply(CONFIG);
        String dashed = CONFIG.lines()
                .map(line -> line.contains(":") ? withDashes(line) : line)
                .reduce("", (text, line) -> text + line + "\n");
        assertThat(dashed).contains("    initial-advertise-peer-urls: ").doesNotContain("_");
        assertThat(CloudConfigs.plan(dashed.getBytes(StandardCharsets.UTF_8), Variables.of(Map.of()), host)
                        .changes())
                .isEmpty();
    }

    private static String withDashes(String line) {
        int colon = line.indexOf(':');
        return line.substring(0, colon).replace('_', '-') + line.substring(colon);
    }

    /** The file leaves none out, but for what coreos.etcd only declares to call it deprecated, and what no list has. */
    @ParameterizedTest
    @ValueSource(strings = {"ETCD", "ETCD2", "FLEET", "FLANNEL", "LOCKSMITH"})
    void isInTheFile(String service) {
        Map<String, String> variables =
                CloudConfigs.read(CONFIG, Variables.unknown()).variables(Service.valueOf(service));
        assertThat(Schema.section(Service.valueOf(service)).keys())
                .filteredOn(key -> !service.equals("ETCD") || key.deprecated().isEmpty())
                .extracting(Key::environment)
                .extracting(variable -> variable.orElse("none"))
                .filteredOn(variable -> !variable.equals("ETCD_GRAPHITE_HOST"))
                .isSubsetOf(variables.keySet());
    }

    private void apply(String config) throws Exception {
        Plan plan = CloudConfigs.plan(config.getBytes(StandardCharsets.UTF_8), Variables.of(Map.of()), host);
        assertThat(plan.problems()).isEmpty();
        CloudConfigs.apply(plan, host, step -> {});
    }
}
