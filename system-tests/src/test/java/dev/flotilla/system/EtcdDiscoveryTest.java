package dev.flotilla.system;

import static dev.flotilla.system.LocalCluster.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real etcd members find each other at our discovery URL, as they did at discovery.etcd.io. */
class EtcdDiscoveryTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int ROUNDS = 20;

    private static LocalCluster cluster;

    private DiscoveringEtcd etcd;

    @BeforeAll
    static void up() {
        cluster = LocalCluster.up(23500, "--machines", "1");
    }

    @AfterAll
    static void down() {
        cluster.close();
    }

    @BeforeEach
    void folder() throws IOException {
        etcd = new DiscoveringEtcd(Files.createTempDirectory("flotilla-etcd"));
    }

    @AfterEach
    void stopMembers() {
        etcd.close();
    }

    private static String newUrl(int size) {
        HttpResponse<String> made = cluster.get("/new?size=" + size);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
        assertThat(made.body()).matches("http://127\\.0\\.0\\.1:23501/[0-9a-f]{32}");
        return made.body();
    }

    private static JsonNode members(String url) {
        return LocalCluster.json(
                        cluster.send(HttpRequest.newBuilder(URI.create(url)).GET())
                                .body())
                .path("node")
                .path("nodes");
    }

    private static void awaitRegistered(String url, int count) {
        eventually().untilAsserted(() -> assertThat(members(url)).hasSize(count));
    }

    @Test
    void threeMembersBecomeOneClusterRoundAfterRound() throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            String url = newUrl(3);
            boolean staggered = round % 2 == 1;
            for (String name : List.of("n1", "n2", "n3")) {
                etcd.start(name, url);
                if (staggered && !name.equals("n3")) {
                    awaitRegistered(url, List.of("n1", "n2", "n3").indexOf(name) + 1);
                }
            }
            etcd.awaitHealthy(SOON, "n1", "n2", "n3");
            assertThat(etcd.clusterOf("n1")).hasSize(3);
            etcd.reset();
        }
        System.out.println(
                ROUNDS + " of " + ROUNDS + " clusters of three formed, half of them one member after the other");
    }

    @Test
    void membersThatWaitOutliveTheEndpoint() throws IOException {
        String url = newUrl(3);
        etcd.start("n1", url);
        etcd.start("n2", url);
        awaitRegistered(url, 2);

        cluster.flotilla("dev kill gateway").succeeded();
        cluster.flotilla("dev kill registry").succeeded();
        cluster.flotilla("dev start registry").succeeded();
        cluster.flotilla("dev start gateway").succeeded();
        eventually().untilAsserted(() -> assertThat(members(url)).hasSize(2));

        etcd.start("n3", url);
        etcd.awaitHealthy(SOON, "n1", "n2", "n3");
    }

    @Test
    void aFourthMemberIsToldThatTheClusterIsFull() throws IOException {
        String url = newUrl(3);
        for (String name : List.of("n1", "n2", "n3")) {
            etcd.start(name, url);
        }
        etcd.awaitHealthy(SOON, "n1", "n2", "n3");

        etcd.start("n4", url, "--discovery-fallback=exit");
        assertThat(etcd.awaitExit("n4", SOON)).contains("discovery: cluster is full");
        assertThat(members(url)).hasSize(3);
    }

    @Test
    void aMemberThatLostItsDiskRejoinsOnceItsEntryIsDeleted() throws IOException {
        String url = newUrl(3);
        etcd.start("n1", url);
        awaitRegistered(url, 1);
        etcd.start("n2", url);
        awaitRegistered(url, 2);

        etcd.loseDisk("n2");
        etcd.start("n2", url);
        assertThat(etcd.awaitExit("n2", SOON)).contains("has previously registered with discovery service token");

        String entry = members(url).get(1).path("key").asText();
        String id = entry.substring(entry.lastIndexOf('/') + 1);
        HttpResponse<String> deleted =
                cluster.send(HttpRequest.newBuilder(URI.create(url + "/" + id)).DELETE());
        assertThat(deleted.statusCode()).as(deleted.body()).isEqualTo(200);

        // n1 has counted the entry that is gone; it looks at the list again and is not confused by its return.
        etcd.loseDisk("n2");
        etcd.start("n2", url);
        awaitRegistered(url, 2);
        etcd.start("n3", url);
        etcd.awaitHealthy(SOON, "n1", "n2", "n3");
    }

    @Test
    void fiveThousandOtherTokensDoNotDisturbWhoWaits() throws Exception {
        String url = newUrl(3);
        etcd.start("n1", url);
        etcd.start("n2", url);
        awaitRegistered(url, 2);

        long start = System.nanoTime();
        try (var threads = Executors.newFixedThreadPool(16)) {
            List<Future<String>> made = java.util.stream.IntStream.range(0, 5000)
                    .mapToObj(i -> threads.submit(() -> newUrl(3)))
                    .toList();
            for (Future<String> each : made) {
                each.get();
            }
        }
        System.out.println(
                "5000 tokens in " + Duration.ofNanos(System.nanoTime() - start).toMillis() + " ms");
        etcd.start("n3", url);
        etcd.awaitHealthy(SOON, "n1", "n2", "n3");
    }

    @Test
    void errorsAreThoseThatEtcdUnderstands() {
        String nowhere = cluster.gateway("/" + "0".repeat(32));
        HttpResponse<String> missing = cluster.send(
                HttpRequest.newBuilder(URI.create(nowhere + "/_config/size")).GET());
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(LocalCluster.json(missing.body()).path("errorCode").asInt()).isEqualTo(100);
        assertThat(missing.headers().firstValue("X-Etcd-Index")).isPresent();
        assertThat(cluster.get("/new?size=0").statusCode()).isEqualTo(400);
        assertThat(cluster.get("/new?size=abc").statusCode()).isEqualTo(400);
        assertThat(cluster.get("/new?size=99").body()).contains("1 to 15 members");
    }

    @Test
    void aWaitForWhatIsPastIsAnsweredAtOnceAndEveryAnswerSaysItsIndex() {
        String url = newUrl(3);
        HttpResponse<String> put =
                cluster.send(HttpRequest.newBuilder(URI.create(url + "/2460218fa69d0b5c?prevExist=false"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .PUT(HttpRequest.BodyPublishers.ofString("value=n1%3Dhttp%3A%2F%2F127.0.21.11%3A2380")));
        assertThat(put.statusCode()).isEqualTo(201);
        long created =
                LocalCluster.json(put.body()).path("node").path("createdIndex").asLong();
        HttpResponse<String> past = cluster.send(HttpRequest.newBuilder(
                        URI.create(url + "/2460218fa69d0b5c?recursive=false&wait=true&waitIndex=" + created))
                .GET());
        JsonNode event = LocalCluster.json(past.body());
        assertThat(event.path("action").asText()).isEqualTo("create");
        assertThat(event.path("node").path("value").asText()).isEqualTo("n1=http://127.0.21.11:2380");
        HttpResponse<String> again =
                cluster.send(HttpRequest.newBuilder(URI.create(url + "/2460218fa69d0b5c?prevExist=false"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .PUT(HttpRequest.BodyPublishers.ofString("value=n1%3Dhttp%3A%2F%2F127.0.21.11%3A2380")));
        assertThat(again.statusCode()).isEqualTo(412);
        assertThat(LocalCluster.json(again.body()).path("errorCode").asInt()).isEqualTo(105);
        for (HttpResponse<String> answer : List.of(put, past, again)) {
            assertThat(Long.parseLong(
                            answer.headers().firstValue("X-Etcd-Index").orElseThrow()))
                    .isGreaterThanOrEqualTo(created);
        }
    }
}
