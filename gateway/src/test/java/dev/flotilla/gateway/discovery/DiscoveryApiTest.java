package dev.flotilla.gateway.discovery;

import static dev.flotilla.gateway.discovery.FakeEtcdTokens.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.flotilla.model.error.FlotillaError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The words that etcd's client waits for, and none that make it exit. */
class DiscoveryApiTest {
    private static final ObjectMapper JSON = new ObjectMapper().registerModule(new Jdk8Module());
    private static final String N1 = "2460218fa69d0b5c";
    private static final String N2 = "8e9e05c52164694d";
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final FakeEtcdTokens tokens = new FakeEtcdTokens();
    private final AtomicReference<Duration> uptime = new AtomicReference<>(Duration.ZERO);
    private final AtomicBoolean present = new AtomicBoolean(true);
    private final List<CompletableFuture<Void>> pauses = new ArrayList<>();
    private final LongPolls polls = new LongPolls(tokens, uptime::get, LONGEST, this::pause);
    private final DiscoveryApi api = new DiscoveryApi(tokens, polls, () -> 99);

    private CompletableFuture<Void> pause() {
        CompletableFuture<Void> pause = new CompletableFuture<>();
        pauses.add(pause);
        return pause;
    }

    private EtcdAnswer register(String member, String name) {
        return api.register(TOKEN, member, Optional.of("false"), Optional.of(name + "=http://127.0.21.11:2380"))
                .join();
    }

    private CompletableFuture<EtcdAnswer> follow(long index) {
        return api.await(TOKEN, Optional.empty(), Optional.of(Long.toString(index)), present::get);
    }

    private static JsonNode json(EtcdAnswer answer) {
        return JSON.valueToTree(answer.body().orElseThrow());
    }

    @Test
    void theAnswersAreEtcds() throws Exception {
        assertThat(json(api.size(TOKEN).join()).toString())
                .isEqualTo("{\"action\":\"get\",\"node\":{\"key\":\"/_etcd/registry/" + TOKEN
                        + "/_config/size\",\"value\":\"3\",\"modifiedIndex\":4,\"createdIndex\":4}}");
        assertThat(json(api.list(TOKEN).join()).path("node").has("nodes")).isFalse();

        EtcdAnswer created = register(N1, "n1");
        assertThat(created.status()).isEqualTo(201);
        assertThat(json(created).toString())
                .isEqualTo("{\"action\":\"create\",\"node\":{\"key\":\"/_etcd/registry/" + TOKEN + "/" + N1
                        + "\",\"value\":\"n1=http://127.0.21.11:2380\",\"modifiedIndex\":5,\"createdIndex\":5}}");
        JsonNode list = json(api.list(TOKEN).join()).path("node");
        assertThat(list.path("dir").asBoolean()).isTrue();
        assertThat(list.path("nodes").path(0).path("createdIndex").asLong()).isEqualTo(5);
    }

    @Test
    void aWaitForThePastIsAnsweredAtOnceHoweverLongAgo() {
        register(N1, "n1");
        tokens.pass(5000);
        EtcdAnswer own = api.await(TOKEN, Optional.of(N1), Optional.of("5"), present::get)
                .join();
        assertThat(json(own).path("action").asText()).isEqualTo("create");
        assertThat(own.index()).isEqualTo(5005);
    }

    @Test
    void aWaitGoesOnUntilThereIsNewsAndHoldsNothingButAFuture() {
        register(N1, "n1");
        CompletableFuture<EtcdAnswer> waiting = follow(6);
        tokens.answerWaits();
        tokens.answerWaits();
        assertThat(waiting).isNotDone();
        assertThat(polls.waiting()).isEqualTo(1);

        register(N2, "n2");
        tokens.answerWaits();
        assertThat(json(waiting.join()).path("node").path("key").asText()).endsWith("/" + N2);
        assertThat(polls.waiting()).isZero();
    }

    @Test
    void aPollThatHasLastedLongEndsWithNothingWhichTheClientRepeats() {
        CompletableFuture<EtcdAnswer> waiting = follow(5);
        uptime.set(LONGEST);
        tokens.answerWaits();
        assertThat(waiting.join().status()).isEqualTo(200);
        assertThat(waiting.join().body()).isEmpty();
    }

    @Test
    void aRegistryThatIsAwayForAWhileIsWaitedForToo() {
        CompletableFuture<EtcdAnswer> waiting = follow(5);
        tokens.failWaits(new FlotillaError.Unavailable("no registry answered"));
        assertThat(waiting).isNotDone();
        assertThat(tokens.waits()).isZero();

        register(N1, "n1");
        pauses.getLast().complete(null);
        assertThat(json(waiting.join()).path("node").path("key").asText()).endsWith("/" + N1);
    }

    @Test
    void aRegistryThatStaysAwayIsAnErrorInTheEnd() {
        CompletableFuture<EtcdAnswer> waiting = follow(5);
        uptime.set(LONGEST);
        tokens.failWaits(new FlotillaError.Unavailable("no registry answered"));
        assertThat(waiting.join().status()).isEqualTo(503);
        assertThat(pauses).isEmpty();
    }

    @Test
    void aTokenThatIsOverEndsAWaitAtOnce() {
        CompletableFuture<EtcdAnswer> waiting = follow(5);
        tokens.failWaits(new FlotillaError.NotFound("expired"));
        assertThat(waiting.join().status()).isEqualTo(404);
    }

    @Test
    void whoWaitsForItselfIsNotSentAwayOverOthersThatWereRemoved() {
        long index = register(N1, "n1").index();
        register(N2, "n2");
        api.remove(TOKEN, N2).join();
        assertThat(json(api.await(TOKEN, Optional.of(N1), Optional.of(Long.toString(index)), present::get)
                                .join())
                        .path("node")
                        .path("createdIndex")
                        .asLong())
                .isEqualTo(index);
    }

    @Test
    void whoHasGoneIsNotWaitedFor() {
        CompletableFuture<EtcdAnswer> waiting = follow(5);
        present.set(false);
        tokens.answerWaits();
        assertThat(waiting).isDone();
        assertThat(tokens.waits()).isZero();
    }

    @Test
    void whoHasCountedARemovedMemberIsSentBackToTheList() {
        register(N1, "n1");
        CompletableFuture<EtcdAnswer> waiting = follow(6);
        api.remove(TOKEN, N1).join();
        tokens.answerWaits();
        assertThat(waiting.join().status()).isEqualTo(503);

        CompletableFuture<EtcdAnswer> after = follow(api.list(TOKEN).join().index() + 1);
        assertThat(after).isNotDone();
        register(N1, "n1");
        tokens.answerWaits();
        assertThat(after.join().status()).isEqualTo(200);
    }

    @Test
    void refusalsHaveTheCodesThatEtcdKnows() {
        register(N1, "n1");
        EtcdAnswer again = register(N1, "n1");
        assertThat(again.status()).isEqualTo(412);
        assertThat(json(again).path("errorCode").asInt()).isEqualTo(105);
        assertThat(again.index()).isEqualTo(5);
        assertThat(json(again).path("index").asLong()).isEqualTo(5);

        EtcdAnswer missing = api.size("0".repeat(32)).join();
        assertThat(missing.status()).isEqualTo(404);
        assertThat(json(missing).path("errorCode").asInt()).isEqualTo(100);
        assertThat(missing.index()).isEqualTo(99);

        EtcdAnswer nothing =
                api.register(TOKEN, N2, Optional.empty(), Optional.empty()).join();
        assertThat(json(nothing).path("errorCode").asInt()).isEqualTo(200);
        EtcdAnswer letters = api.await(TOKEN, Optional.empty(), Optional.of("abc"), present::get)
                .join();
        assertThat(json(letters).path("errorCode").asInt()).isEqualTo(203);
        assertThat(api.register(TOKEN, N1, Optional.of("true"), Optional.of("n1=http://a:1"))
                        .join()
                        .status())
                .isEqualTo(400);
        assertThat(api.remove(TOKEN, N2).join().status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "http://flotilla.example.com:49153, http://flotilla.example.com:49153/t",
        "https://example.com/discovery/, https://example.com/discovery/t"
    })
    void thereIsOneSpellingOfAnAddress(String base, String url) {
        assertThat(CanonicalUrl.parse(base).of("t")).isEqualTo(url);
        assertThatThrownBy(() -> CanonicalUrl.parse("flotilla.example.com"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
