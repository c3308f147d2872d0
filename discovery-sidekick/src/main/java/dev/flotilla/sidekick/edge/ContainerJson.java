package dev.flotilla.sidekick.edge;

import dev.flotilla.sidekick.docker.Container;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code docker inspect} says of a container. */
final class ContainerJson {
    private static final Pattern PORT = Pattern.compile("([0-9]{1,5})(?:/(.+))?");

    private ContainerJson() {}

    static Container read(JsonObject json) {
        JsonObject state = object(json, "State");
        JsonObject config = object(json, "Config");
        JsonObject network = object(json, "NetworkSettings");
        return new Container(
                json.getString("Id"),
                json.getString("Name", "").replaceFirst("^/", ""),
                config.getString("Image", ""),
                state.getBoolean("Running", false),
                Optional.ofNullable(object(state, "Health").getString("Status", null)),
                object(json, "HostConfig").getString("NetworkMode", "").equals("host"),
                ports(object(config, "ExposedPorts"), object(network, "Ports")),
                environment(config),
                labels(object(config, "Labels")),
                started(state.getString("StartedAt", "")));
    }

    private static JsonObject object(JsonObject parent, String name) {
        return parent.get(name) instanceof JsonObject child ? child : JsonValue.EMPTY_JSON_OBJECT;
    }

    private static SortedMap<Container.Port, List<Container.Binding>> ports(JsonObject exposed, JsonObject bound) {
        SortedMap<Container.Port, List<Container.Binding>> ports = new TreeMap<>();
        exposed.keySet().forEach(name -> port(name).ifPresent(port -> ports.put(port, List.of())));
        bound.forEach((name, bindings) -> {
            List<Container.Binding> found = new ArrayList<>();
            if (bindings.getValueType() == JsonValue.ValueType.ARRAY) {
                bindings.asJsonArray()
                        .forEach(binding -> binding(binding.asJsonObject()).ifPresent(found::add));
            }
            port(name).ifPresent(port -> ports.put(port, found));
        });
        return ports;
    }

    /** Some builders let an image expose a range: no port of its own, and the host has those of it one by one. */
    private static Optional<Container.Port> port(String text) {
        Matcher words = PORT.matcher(text);
        return words.matches()
                ? Optional.of(new Container.Port(
                        Integer.parseInt(words.group(1)),
                        Optional.ofNullable(words.group(2)).orElse("tcp")))
                : Optional.empty();
    }

    private static Optional<Container.Binding> binding(JsonObject binding) {
        String port = binding.getString("HostPort", "");
        String ip = binding.getString("HostIp", "");
        boolean everywhere = ip.isEmpty() || ip.equals("0.0.0.0") || ip.equals("::");
        return port.matches("[0-9]{1,5}")
                ? Optional.of(
                        new Container.Binding(everywhere ? Optional.empty() : Optional.of(ip), Integer.parseInt(port)))
                : Optional.empty();
    }

    private static Map<String, String> environment(JsonObject config) {
        Map<String, String> environment = new HashMap<>();
        if (config.get("Env") instanceof JsonArray words) {
            for (JsonString word : words.getValuesAs(JsonString.class)) {
                int equals = word.getString().indexOf('=');
                if (equals > 0) {
                    environment.put(
                            word.getString().substring(0, equals),
                            word.getString().substring(equals + 1));
                }
            }
        }
        return environment;
    }

    private static Map<String, String> labels(JsonObject json) {
        Map<String, String> labels = new HashMap<>();
        json.forEach((name, value) -> labels.put(name, value instanceof JsonString text ? text.getString() : ""));
        return labels;
    }

    private static Optional<Instant> started(String time) {
        try {
            return Optional.of(Instant.parse(time)).filter(at -> at.isAfter(Instant.EPOCH));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
