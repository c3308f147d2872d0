package dev.flotilla.registry.mirror;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.flotilla.model.discovery.DnsLabels;
import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceKey;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * SkyDNS's records, which CoreDNS's etcd plugin reads: {@code apache@1} of {@code website} in the domain
 * {@code fleet.local} is {@code /skydns/local/fleet/services/website/apache-1}, and once more below {@code _tcp/_website},
 * because neither program takes {@code _website._tcp} apart.
 */
public final class SkydnsFormat implements Format {
    private static final JsonFactory JSON = new JsonFactory();
    /** In seconds. Without it CoreDNS answers with 30 at least, however short the lease. */
    private static final int TTL = 5;

    private final String prefix;

    /**
     * @param root {@code /skydns}, unless CoreDNS is told otherwise
     * @param domain names are {@code website.services.<domain>}
     */
    public SkydnsFormat(String root, String domain) {
        if (!root.matches("(/[A-Za-z0-9._-]+)+") || root.equals("/services")) {
            throw new IllegalArgumentException("a root looks like /skydns, not like \"" + root + "\"");
        }
        String plain = domain.toLowerCase(Locale.ROOT).replaceAll("\\.$", "");
        if (!plain.matches("[a-z0-9-]{1,63}(\\.[a-z0-9-]{1,63})*")) {
            throw new IllegalArgumentException("\"" + domain + "\" is no domain name");
        }
        List<String> labels = new ArrayList<>(Arrays.asList(plain.split("\\.", -1)));
        Collections.reverse(labels);
        this.prefix = root + "/" + String.join("/", labels) + "/services/";
    }

    @Override
    public String prefix() {
        return prefix;
    }

    /** A record that CoreDNS cannot read breaks its neighbours: nothing of others is suffered here. */
    @Override
    public boolean owns(String key, Set<String> services) {
        return true;
    }

    @Override
    public List<Copy> copies(SortedMap<InstanceKey, Instance> instances, Map<String, String> present) {
        Map<String, List<Instance>> byService = new TreeMap<>();
        instances.values().forEach(instance -> byService
                .computeIfAbsent(instance.service(), name -> new ArrayList<>())
                .add(instance));
        Map<String, Copy> copies = new TreeMap<>();
        DnsLabels.distinctServices(byService.keySet())
                .forEach((label, service) -> DnsLabels.distinct(byService.getOrDefault(service, List.of()))
                        .forEach((own, instance) -> {
                            String protocol = instance.tags().contains("udp") ? "_udp" : "_tcp";
                            add(copies, label + "/" + own, instance);
                            add(copies, protocol + "/_" + label + "/" + own, instance);
                        }));
        return List.copyOf(copies.values());
    }

    private void add(Map<String, Copy> copies, String path, Instance instance) {
        copies.putIfAbsent(prefix + path, new Copy(prefix + path, record(instance), instance.key()));
    }

    private static String record(Instance instance) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("host", instance.host());
            json.writeNumberField("port", instance.port());
            json.writeNumberField("ttl", TTL);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
