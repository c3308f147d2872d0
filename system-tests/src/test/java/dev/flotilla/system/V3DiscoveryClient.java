package dev.flotilla.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Does with the keys of a real etcd what the discovery client of etcd 3.6 does (its v3 discovery), in its order and with its
 * keys, over etcd's own JSON gateway. It stands in for that program, which is not to be had where these tests run.
 */
final class V3DiscoveryClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String etcd;
    private final String token;
    private final String memberId;

    private record Peer(String value, long createRevision) {}

    private record Peers(Map<String, Peer> byKey, long revision) {}

    /** @param etcd client URL of the etcd that holds the token */
    V3DiscoveryClient(String etcd, String token, String memberId) {
        this.etcd = etcd;
        this.token = token;
        this.memberId = memberId;
    }

    /** Registers, waits for the others, and returns what {@code --initial-cluster} would be; or etcd's words for why not. */
    String join(String nameAndUrl) {
        int size = size();
        Peers before = peers();
        if (!before.byKey().containsKey(self()) && before.byKey().size() >= size) {
            return "discovery: cluster is full";
        }
        post("/v3/kv/put", JSON.createObjectNode().put("key", base64(self())).put("value", base64(nameAndUrl)));
        Peers known = peers();
        Map<String, Peer> all = new LinkedHashMap<>(known.byKey());
        if (all.size() < size) {
            follow(known.revision() + 1, all, size);
        }
        return all.values().stream()
                .sorted(Comparator.comparingLong(Peer::createRevision))
                .limit(size)
                .map(Peer::value)
                .collect(Collectors.joining(","));
    }

    private String self() {
        return prefix() + "/members/" + memberId;
    }

    private String prefix() {
        return "/_etcd/registry/" + token;
    }

    private int size() {
        JsonNode found = post("/v3/kv/range", JSON.createObjectNode().put("key", base64(prefix() + "/_config/size")));
        return Integer.parseInt(text(found.path("kvs").path(0).path("value")));
    }

    private Peers peers() {
        JsonNode found = post("/v3/kv/range", range());
        Map<String, Peer> peers = new LinkedHashMap<>();
        found.path("kvs").forEach(kv -> add(kv, peers));
        return new Peers(peers, found.path("header").path("revision").asLong());
    }

    private void follow(long from, Map<String, Peer> peers, int size) {
        ObjectNode body = JSON.createObjectNode();
        body.set("create_request", range().put("start_revision", Long.toString(from)));
        try (Stream<String> answers = send("/v3/watch", body)) {
            for (Iterator<String> each = answers.iterator(); peers.size() < size && each.hasNext(); ) {
                JSON.readTree(each.next()).path("result").path("events").forEach(event -> add(event.path("kv"), peers));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ObjectNode range() {
        String members = prefix() + "/members";
        return JSON.createObjectNode()
                .put("key", base64(members))
                .put("range_end", base64(members.substring(0, members.length() - 1) + "t"));
    }

    private static void add(JsonNode kv, Map<String, Peer> peers) {
        String value = text(kv.path("value"));
        if (value.indexOf('=') >= 0) {
            peers.putIfAbsent(
                    text(kv.path("key")),
                    new Peer(value, kv.path("create_revision").asLong()));
        }
    }

    private JsonNode post(String path, ObjectNode body) {
        try (Stream<String> lines = send(path, body)) {
            Optional<String> line = lines.findFirst();
            return JSON.readTree(line.orElse("{}"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Stream<String> send(String path, ObjectNode body) {
        try {
            return HTTP.send(
                            HttpRequest.newBuilder(URI.create(etcd + path))
                                    .POST(BodyPublishers.ofString(body.toString()))
                                    .build(),
                            BodyHandlers.ofLines())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(JsonNode base64) {
        return new String(Base64.getDecoder().decode(base64.asText()), StandardCharsets.UTF_8);
    }
}
