package dev.flotilla.system;

import static dev.flotilla.system.LocalCluster.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Discovery where the state is in etcd: any replica answers for any token, and so does etcd itself, in its newer protocol. */
class EtcdDiscoveryReplicasTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int ROUNDS = 5;
    private static final int SECOND_REGISTRY = 64;
    private static final int FIRST_ETCD = 82;

    private static LocalCluster cluster;
    private static LocalGateway first;
    private static LocalGateway second;

    @BeforeAll
    static void up() {
        cluster = Clusters.etcd();
        first = LocalGateway.of(cluster.portBase());
        second = LocalGateway.of(cluster.portBase() + SECOND_REGISTRY);
    }

    @AfterAll
    static void down() {
        first.close();
        second.close();
    }

    private static String newUrl(String base, int size) {
        HttpResponse<String> made = cluster.send(
                HttpRequest.newBuilder(URI.create(base + "/new?size=" + size)).GET());
        assertThat(made.body()).matches(base + "/[0-9a-f]{32}");
        return made.body();
    }

    private static String at(LocalGateway gateway, String url, String path) {
        return gateway.url() + "/" + tokenOf(url) + path;
    }

    private static String tokenOf(String url) {
        return url.substring(url.lastIndexOf('/') + 1);
    }

    private static HttpResponse<String> register(String address, String nameAndUrl) {
        return cluster.send(HttpRequest.newBuilder(URI.create(address + "?prevExist=false"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .PUT(HttpRequest.BodyPublishers.ofString("value=" + nameAndUrl.replace("=", "%3D"))));
    }

    private static CompletableFuture<HttpResponse<String>> awaitNext(String address, String index) {
        return CompletableFuture.supplyAsync(() -> cluster.send(HttpRequest.newBuilder(
                        URI.create(address + "?recursive=true&wait=true&waitIndex=" + (Long.parseLong(index) + 1)))
                .GET()));
    }

    @Test
    void oneReplicaTakesTheRegistrationAndAnotherAnswersTheWait() throws Exception {
        String url = newUrl(first.url(), 3);
        for (int member = 1; member <= ROUNDS; member++) {
            LocalGateway takes = member % 2 == 0 ? first : second;
            LocalGateway waits = member % 2 == 0 ? second : first;
            HttpResponse<String> list = cluster.send(
                    HttpRequest.newBuilder(URI.create(at(waits, url, ""))).GET());
            var waiting = awaitNext(
                    at(waits, url, ""),
                    list.headers().firstValue("X-Etcd-Index").orElseThrow());
            assertThat(register(at(takes, url, "/" + member), "n" + member + "=http://127.0.0.1:" + member)
                            .statusCode())
                    .isEqualTo(201);
            HttpResponse<String> told = waiting.get(5, TimeUnit.SECONDS);
            assertThat(LocalCluster.json(told.body()).path("node").path("key").asText())
                    .endsWith("/" + member);
        }
    }

    @Test
    void membersBehindOneNameForTwoGatewaysBecomeOneCluster() throws IOException {
        try (RoundRobin name = RoundRobin.over(first.url(), second.url());
                DiscoveringEtcd etcd = new DiscoveringEtcd(Files.createTempDirectory("flotilla-etcd"))) {
            for (int round = 0; round < ROUNDS; round++) {
                String url = newUrl(name.url(), 3);
                for (String member : List.of("n1", "n2", "n3")) {
                    etcd.start(member, url);
                }
                etcd.awaitHealthy(SOON, "n1", "n2", "n3");
                assertThat(etcd.clusterOf("n2")).hasSize(3);
                etcd.reset();
            }
        }
    }

    @Test
    void theSameTokenServesWhoReadsItsKeysAsEtcdsNewerClientDoes() throws Exception {
        String url = newUrl(first.url(), 3);
        List<CompletableFuture<String>> members = IntStream.rangeClosed(1, 3)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> v3(url, "a" + i).join("n" + i + "=http://127.0.0.1:" + (2380 + i))))
                .toList();
        for (CompletableFuture<String> member : members) {
            assertThat(member.get(20, TimeUnit.SECONDS).split(","))
                    .containsExactlyInAnyOrder(
                            "n1=http://127.0.0.1:2381", "n2=http://127.0.0.1:2382", "n3=http://127.0.0.1:2383");
            assertThat(member.get()).isEqualTo(members.getFirst().get());
        }
        assertThat(v3(url, "a4").join("n4=http://127.0.0.1:2384")).isEqualTo("discovery: cluster is full");
        // A member that asks again with the same name is itself, in this protocol.
        assertThat(v3(url, "a2").join("n2=http://127.0.0.1:2382"))
                .isEqualTo(members.getFirst().get());
    }

    @Test
    void whoWaitsAtTheGatewayHearsOfWhoRegistersInEtcd() throws Exception {
        String url = newUrl(second.url(), 2);
        HttpResponse<String> list = cluster.send(
                HttpRequest.newBuilder(URI.create(at(second, url, ""))).GET());
        var waiting = awaitNext(
                at(second, url, ""), list.headers().firstValue("X-Etcd-Index").orElseThrow());
        var joined = CompletableFuture.supplyAsync(() -> v3(url, "a1").join("n1=http://127.0.0.1:2381"));
        assertThat(LocalCluster.json(waiting.get(10, TimeUnit.SECONDS).body())
                        .path("node")
                        .path("value")
                        .asText())
                .isEqualTo("n1=http://127.0.0.1:2381");

        assertThat(register(at(first, url, "/b2"), "n2=http://127.0.0.1:2382").statusCode())
                .isEqualTo(201);
        assertThat(joined.get(10, TimeUnit.SECONDS)).isEqualTo("n1=http://127.0.0.1:2381,n2=http://127.0.0.1:2382");
        eventually().untilAsserted(() -> assertThat(
                        LocalCluster.json(cluster.send(HttpRequest.newBuilder(URI.create(at(first, url, "")))
                                                .GET())
                                        .body())
                                .path("node")
                                .path("nodes"))
                .hasSize(2));
    }

    private static V3DiscoveryClient v3(String url, String memberId) {
        return new V3DiscoveryClient("http://127.0.0.1:" + (cluster.portBase() + FIRST_ETCD), tokenOf(url), memberId);
    }
}
