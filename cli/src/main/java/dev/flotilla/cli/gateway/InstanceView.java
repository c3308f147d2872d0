package dev.flotilla.cli.gateway;

import dev.flotilla.cli.json.Json;
import java.util.List;

/**
 * An instance of a service.
 *
 * @param status {@code passing}, {@code failing} or {@code draining}
 * @param machineId full; empty when another program wrote the record
 * @param json as the gateway sent it
 */
public record InstanceView(
        String service,
        String name,
        String status,
        String host,
        String port,
        String version,
        String machineId,
        String unit,
        List<String> tags,
        Json json) {
    public InstanceView {
        tags = List.copyOf(tags);
    }

    static InstanceView of(Json json) {
        return new InstanceView(
                json.at("service").text(),
                json.at("name").text(),
                json.at("status").text(),
                json.at("host").text(),
                String.valueOf(json.at("port").number()),
                json.at("version").text(),
                json.at("machineID").text(),
                json.at("unit").text(),
                json.at("tags").items().stream().map(Json::text).toList(),
                json);
    }

    /** Host and port as a URL has them. */
    public String address() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
