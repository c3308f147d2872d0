package dev.flotilla.registry.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flotilla.registry.loop.EventLoop;
import dev.flotilla.store.Entry;
import dev.flotilla.store.LeaseId;
import dev.flotilla.store.ReadRequest;
import dev.flotilla.store.Store;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Value;
import dev.flotilla.store.Write;
import dev.flotilla.store.embedded.EmbeddedStore;
import dev.flotilla.store.key.KeyScheme;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MirrorTest {
    private static final String ONE = "{\"host\":\"10.0.0.1\",\"port\":80,\"version\":\"52c7248a14\"}";
    private static final String TWO = "{\"host\":\"10.0.0.2\",\"port\":8080}";

    @TempDir
    private Path folder;

    private final KeyScheme keys = new KeyScheme();
    private final EventLoop loop = new EventLoop("test", Clock.systemUTC());
    private final List<Mirror> mirrors = new ArrayList<>();
    private Store store;

    @BeforeEach
    void open() {
        store = EmbeddedStore.open(folder.resolve("store.db"));
    }

    @AfterEach
    void close() {
        mirrors.forEach(Mirror::close);
        loop.close();
        store.close();
    }

    private void mirror(Format format) {
        Mirror mirror = new Mirror(loop, store, keys, format);
        mirrors.add(mirror);
        mirror.start();
    }

    private void put(String key, String value) {
        store.commit(Transaction.of(new Write.Put(key, Value.utf8(value)))).join();
    }

    private void delete(String key) {
        store.commit(Transaction.of(new Write.Delete(key))).join();
    }

    private SortedMap<String, String> below(String prefix) {
        SortedMap<String, String> found = new TreeMap<>();
        for (Entry entry : store.read(ReadRequest.prefix(prefix)).join().entries()) {
            found.put(entry.key().substring(prefix.length()), entry.value().utf8());
        }
        return found;
    }

    private void awaitBelow(String prefix, String... keysAndValues) {
        SortedMap<String, String> wanted = new TreeMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            wanted.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        await().untilAsserted(() -> assertThat(below(prefix)).isEqualTo(wanted));
    }

    @Test
    void skydnsRecordsFollowAndAMalformedNeighbourHarmsNobody() {
        put("/services/website/apache@1", ONE);
        put("/services/website/broken", "{\"host\":\"10.0.0.9\",\"port\":\"80\"}");
        mirror(new SkydnsFormat("/skydns", "fleet.local"));
        String record = "{\"host\":\"10.0.0.1\",\"port\":80,\"ttl\":5}";
        awaitBelow("/skydns/local/fleet/services/", "_tcp/_website/apache-1", record, "website/apache-1", record);
        put("/services/website/apache@1", TWO);
        String moved = "{\"host\":\"10.0.0.2\",\"port\":8080,\"ttl\":5}";
        awaitBelow("/skydns/local/fleet/services/", "_tcp/_website/apache-1", moved, "website/apache-1", moved);
        delete("/services/website/apache@1");
        awaitBelow("/skydns/local/fleet/services/");
    }

    @Test
    void aCopyThatIsSpoiltOrLeftOverIsMended() {
        put("/skydns/local/fleet/services/old/one", "left over");
        put("/skydns/local/fleet/elsewhere", "of others");
        put("/services/website/apache@1", ONE);
        mirror(new SkydnsFormat("/skydns", "fleet.local."));
        await().until(() -> below("/skydns/local/fleet/services/").size() == 2
                && !below("/skydns/").containsKey("local/fleet/services/old/one"));
        put("/skydns/local/fleet/services/website/apache-1", "spoilt");
        await().until(() ->
                below("/skydns/local/fleet/services/website/").get("apache-1").startsWith("{\"host\""));
        assertThat(below("/skydns/")).containsEntry("local/fleet/elsewhere", "of others");
    }

    @Test
    void copiesEndWithTheirRecordsLease() {
        LeaseId lease = store.grant(Duration.ofSeconds(30)).join().id();
        store.commit(Transaction.of(new Write.Put("/services/website/apache@1", Value.utf8(ONE), lease)))
                .join();
        mirror(new SkydnsFormat("/skydns", "fleet.local"));
        await().until(() -> below("/skydns/").size() == 2);
        mirrors.forEach(Mirror::close);
        store.revoke(lease).join();
        assertThat(below("/skydns/")).isEmpty();
    }

    @Test
    void traefikServersKeepTheirNumbers() {
        put("traefik/http/routers/web/rule", "Host(`www.example.com`)");
        put("traefik/http/services/mine/loadbalancer/servers/0/url", "http://10.9.9.9:1");
        put("traefik/http/services/website/loadbalancer/healthcheck/path", "/health");
        put("/services/website/apache@1", ONE);
        put("/services/website/apache@2", TWO);
        mirror(new TraefikFormat("traefik"));
        String servers = "traefik/http/services/website/loadbalancer/servers/";
        awaitBelow(servers, "0/url", "http://10.0.0.1:80", "1/url", "http://10.0.0.2:8080");
        delete("/services/website/apache@1");
        awaitBelow(servers, "1/url", "http://10.0.0.2:8080");
        put("/services/website/zulu", "{\"host\":\"fd00::1\",\"port\":443,\"attrs\":{\"scheme\":\"https\"}}");
        awaitBelow(servers, "0/url", "https://[fd00::1]:443", "1/url", "http://10.0.0.2:8080");
        delete("/services/website/apache@2");
        delete("/services/website/zulu");
        awaitBelow(servers);
        assertThat(below("traefik/http/"))
                .containsKeys(
                        "routers/web/rule",
                        "services/mine/loadbalancer/servers/0/url",
                        "services/website/loadbalancer/healthcheck/path");
    }

    @Test
    void twoReplicasWriteOnceAndQuietWritesNothing() {
        for (int i = 0; i < 120; i++) {
            put("/services/website/apache@" + i, "{\"host\":\"10.0.0.1\",\"port\":" + (1000 + i) + "}");
        }
        mirror(new SkydnsFormat("/skydns", "fleet.local"));
        mirror(new SkydnsFormat("/skydns", "fleet.local"));
        await().until(() -> below("/skydns/").size() == 240);
        assertThat(store.read(ReadRequest.prefix("/skydns/")).join().entries())
                .allMatch(entry -> entry.createRevision() == entry.modRevision());
    }
}
