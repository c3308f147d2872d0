package dev.flotilla.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.flotilla.client.discovery.InstanceList;
import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceKey;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.unit.UnitName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An instance of a service in {@code /v1}.
 *
 * @param status {@code passing}, {@code failing} or {@code draining}
 * @param machineID left out when another program wrote the record; so are unit and since
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record InstanceJson(
        String service,
        String name,
        String status,
        String host,
        int port,
        Optional<String> version,
        Optional<String> machineID,
        Optional<String> unit,
        List<String> tags,
        Map<String, String> attrs,
        Optional<Instant> since) {

    public static InstanceJson of(Instance instance) {
        return new InstanceJson(
                instance.service(),
                instance.name(),
                instance.status().word(),
                instance.host(),
                instance.port(),
                instance.version(),
                instance.machine().map(MachineId::value),
                instance.unit().map(UnitName::value),
                instance.tags(),
                instance.attributes(),
                instance.since());
    }

    /** Services at one revision; malformed are records of other programs that nobody can use. */
    public record ServiceList(long revision, List<InstanceJson> instances, List<MalformedJson> malformed) {
        public static ServiceList of(InstanceList list) {
            return new ServiceList(
                    list.revision(),
                    list.instances().stream().map(InstanceJson::of).toList(),
                    list.malformed().stream()
                            .map(record -> new MalformedJson(record.key(), record.reason()))
                            .toList());
        }
    }

    /** A record that makes no sense, and why. */
    public record MalformedJson(String key, String reason) {}

    /** What is gone. */
    public record KeyJson(String service, String name) {
        public static KeyJson of(InstanceKey key) {
            return new KeyJson(key.service(), key.name());
        }
    }

    /** Everything there is. */
    public record SnapshotJson(long revision, List<InstanceJson> instances) {}

    /** What changed. */
    public record ChangesJson(long revision, List<InstanceJson> changed, List<KeyJson> removed) {}
}
