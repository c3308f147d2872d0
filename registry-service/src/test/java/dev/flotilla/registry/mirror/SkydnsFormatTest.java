package dev.flotilla.registry.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceKey;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SkydnsFormatTest {
    private static final String ZONE = "/skydns/local/fleet/services/";

    private static SortedMap<InstanceKey, Instance> instances(String... services) {
        SortedMap<InstanceKey, Instance> instances = new TreeMap<>();
        for (String service : services) {
            InstanceKey key = new InstanceKey(service, "apache@1");
            instances.put(key, Instance.of(key, "10.0.0.1", 80));
        }
        return instances;
    }

    @Test
    void servicesThatWouldShareANameAreToldApart() {
        Map<String, String> services = new TreeMap<>();
        new SkydnsFormat("/skydns", "fleet.local")
                .copies(instances("web-api", "web.api"), Map.of())
                .forEach(copy -> services.put(
                        copy.key().substring(ZONE.length()), copy.of().service()));
        // The digits are the CRC-32 of "web.api".
        assertThat(services)
                .isEqualTo(Map.of(
                        "web-api/apache-1", "web-api",
                        "_tcp/_web-api/apache-1", "web-api",
                        "web-api-1dc1520f/apache-1", "web.api",
                        "_tcp/_web-api-1dc1520f/apache-1", "web.api"));
    }
}
