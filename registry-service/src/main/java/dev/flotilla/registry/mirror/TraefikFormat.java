package dev.flotilla.registry.mirror;

import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Traefik's keys: {@code traefik/http/services/website/loadbalancer/servers/0/url} = {@code http://10.0.0.1:80}. Each
 * instance keeps its number as long as it is there. Routers are the operator's, and so is everything else below the root.
 * The attribute {@code scheme} of an instance, {@code https} or {@code h2c}, takes the place of {@code http}.
 */
public final class TraefikFormat implements Format {
    private static final Pattern SERVER = Pattern.compile("([^/]+)/loadbalancer/servers/([0-9]{1,9})/url");
    private static final Set<String> SCHEMES = Set.of("http", "https", "h2c");

    private final String prefix;

    /** @param root Traefik's {@code rootKey}: {@code traefik} */
    public TraefikFormat(String root) {
        if (!root.matches("/?[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*") || root.startsWith("/services")) {
            throw new IllegalArgumentException("a root key looks like traefik, not like \"" + root + "\"");
        }
        this.prefix = root + "/http/services/";
    }

    @Override
    public String prefix() {
        return prefix;
    }

    @Override
    public boolean owns(String key, Set<String> services) {
        Matcher server = SERVER.matcher(key.substring(prefix.length()));
        return server.matches()
                && services.stream().anyMatch(service -> name(service).equals(server.group(1)));
    }

    /** Names with {@code @} say who provides them; the others are ours to give. */
    private static String name(String service) {
        return service.replaceAll("[^A-Za-z0-9_.-]", "-");
    }

    @Override
    public List<Copy> copies(SortedMap<InstanceKey, Instance> instances, Map<String, String> present) {
        Map<String, Map<String, InstanceKey>> urls = new TreeMap<>();
        instances.values().forEach(instance -> urls.computeIfAbsent(
                        name(instance.service()), service -> new LinkedHashMap<>())
                .putIfAbsent(url(instance), instance.key()));
        List<Copy> copies = new ArrayList<>();
        urls.forEach((service, members) -> number(service, members, present, copies));
        return copies;
    }

    private void number(
            String service, Map<String, InstanceKey> members, Map<String, String> present, List<Copy> copies) {
        Map<Integer, String> taken = new TreeMap<>();
        Map<String, InstanceKey> missing = new LinkedHashMap<>(members);
        new TreeMap<>(numbered(service, present)).forEach((number, url) -> {
            if (missing.containsKey(url)) {
                missing.remove(url);
                taken.put(number, url);
            }
        });
        int next = 0;
        for (String url : missing.keySet()) {
            while (taken.containsKey(next)) {
                next++;
            }
            taken.put(next, url);
        }
        taken.forEach((number, url) -> Optional.ofNullable(members.get(url))
                .ifPresent(of ->
                        copies.add(new Copy(prefix + service + "/loadbalancer/servers/" + number + "/url", url, of))));
    }

    private Map<Integer, String> numbered(String service, Map<String, String> present) {
        Map<Integer, String> numbered = new HashMap<>();
        present.forEach((key, value) -> {
            Matcher server = SERVER.matcher(key.substring(prefix.length()));
            if (server.matches() && server.group(1).equals(service)) {
                numbered.put(Integer.parseInt(server.group(2)), value);
            }
        });
        return numbered;
    }

    private static String url(Instance instance) {
        String asked = instance.attributes().getOrDefault("scheme", "http");
        String host = instance.host().indexOf(':') < 0 ? instance.host() : "[" + instance.host() + "]";
        return (SCHEMES.contains(asked) ? asked : "http") + "://" + host + ":" + instance.port();
    }
}
