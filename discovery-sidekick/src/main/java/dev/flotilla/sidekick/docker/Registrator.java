package dev.flotilla.sidekick.docker;

import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceKey;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.machine.MachineId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a container without a declaration offers, by gliderlabs/registrator's rules: {@code SERVICE_X} and
 * {@code SERVICE_<port>_X} in its environment or its labels (labels win, and what names the port wins) give name, id, tags
 * and attributes of each port that the host has. A pure function of the container.
 *
 * @param machine where it runs
 * @param hostName the first part of an id
 * @param ip of ports that are bound to every address
 */
public record Registrator(MachineId machine, String hostName, String ip) {
    private static final Logger LOG = LoggerFactory.getLogger(Registrator.class);
    private static final String MARK = "SERVICE_";

    /** Whether the container says anything of itself. */
    public static boolean isMarked(Container container) {
        return container.environment().keySet().stream().anyMatch(key -> key.startsWith(MARK))
                || container.labels().keySet().stream().anyMatch(key -> key.startsWith(MARK));
    }

    public List<Instance> instances(Container container) {
        List<Container.Port> published = container.ports().keySet().stream()
                .filter(port -> container.binding(port).isPresent())
                .toList();
        List<Instance> instances = new ArrayList<>();
        for (Container.Port port : published) {
            Map<String, String> metadata = metadata(container, port.number());
            if (!metadata.getOrDefault("ignore", "").isEmpty()) {
                continue;
            }
            try {
                container
                        .binding(port)
                        .ifPresent(binding ->
                                instances.add(instance(container, port, binding, metadata, published.size() > 1)));
            } catch (FlotillaException e) {
                LOG.warn(
                        "port {} of the container {} is left out: {}", port.number(), container.name(), e.getMessage());
            }
        }
        return instances;
    }

    private Instance instance(
            Container container,
            Container.Port port,
            Container.Binding binding,
            Map<String, String> metadata,
            boolean several) {
        boolean namedByPort = isNamedByPort(container, port.number());
        String name = Optional.ofNullable(metadata.remove("name"))
                .filter(given -> !given.isEmpty())
                .orElseGet(() -> baseName(container.image()));
        String service = several && !namedByPort ? name + "-" + port.number() : name;
        boolean udp = port.protocol().equals("udp");
        String id = Optional.ofNullable(metadata.remove("id"))
                .filter(given -> !given.isEmpty())
                .orElse(hostName + ":" + container.name() + ":" + port.number() + (udp ? ":udp" : ""));
        List<String> tags = tags(metadata.getOrDefault("tags", ""));
        metadata.remove("tags");
        metadata.remove("ignore");
        if (udp) {
            tags.add("udp");
        }
        return Instance.of(new InstanceKey(service, id), binding.ip().orElse(ip), binding.port())
                .withTags(tags)
                .withAttributes(metadata)
                .on(machine, Optional.empty(), container.startedAt());
    }

    /** Lower-case names; what names this port wins, what names another is left out. */
    private static Map<String, String> metadata(Container container, int port) {
        Map<String, String> all = new HashMap<>(container.environment());
        all.putAll(container.labels());
        Map<String, String> metadata = new TreeMap<>();
        Map<String, String> ofPort = new TreeMap<>();
        all.forEach((key, value) -> {
            if (!key.startsWith(MARK)) {
                return;
            }
            String name = key.substring(MARK.length());
            int underscore = name.indexOf('_');
            String first = underscore < 0 ? "" : name.substring(0, underscore);
            if (first.matches("[0-9]+")) {
                if (first.equals(Integer.toString(port))) {
                    ofPort.put(lower(name.substring(underscore + 1)), value);
                }
            } else if (!name.isEmpty()) {
                metadata.put(lower(name), value);
            }
        });
        metadata.putAll(ofPort);
        return metadata;
    }

    private static boolean isNamedByPort(Container container, int port) {
        String key = MARK + port + "_NAME";
        return container.environment().containsKey(key) || container.labels().containsKey(key);
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** {@code registry:5000/team/apache:2.4@sha256:...} is apache. */
    private static String baseName(String image) {
        String path = image.replaceFirst("@.*$", "");
        String last = path.substring(path.lastIndexOf('/') + 1);
        int colon = last.indexOf(':');
        return colon < 0 ? last : last.substring(0, colon);
    }

    /** Separated by commas; a comma after a backslash is part of the tag. */
    private static List<String> tags(String text) {
        List<String> tags = new ArrayList<>();
        StringBuilder tag = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length() && text.charAt(i + 1) == ',') {
                tag.append(',');
                i++;
            } else if (c == ',') {
                tags.add(tag.toString());
                tag.setLength(0);
            } else {
                tag.append(c);
            }
        }
        tags.add(tag.toString());
        tags.removeIf(String::isEmpty);
        return tags;
    }
}
