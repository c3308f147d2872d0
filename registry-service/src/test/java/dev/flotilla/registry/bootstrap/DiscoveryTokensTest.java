package dev.flotilla.registry.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.registry.testing.Lab;
import dev.flotilla.store.ReadRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where etcd's members meet: any replica, nothing forgotten, nobody kept waiting for what has happened. */
class DiscoveryTokensTest {
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String N1 = "2460218fa69d0b5c";
    private static final String N2 = "8e9e05c52164694d";

    private final Lab lab = Lab.withOneReplica();
    private final DiscoveryTokens tokens = lab.registry().discoveryTokens();

    private Discovery token() {
        return lab.get(tokens.create(3, WEEK, () -> true));
    }

    private static String at(String name, int port) {
        return name + "=http://127.0.0.1:" + port;
    }

    private Discovery register(String token, String member, String name) {
        return lab.get(tokens.register(token, member, at(name, 2380), () -> true));
    }

    @Test
    void membersAreListedInTheOrderTheyRegistered() {
        Discovery made = token();
        register(made.token().token(), N2, "n2");
        Discovery two = register(made.token().token(), N1, "n1");

        assertThat(two.members()).extracting(Registration::member).containsExactly(N2, N1);
        assertThat(two.members().getFirst().createdIndex()).isGreaterThan(made.createdIndex());
        assertThat(two.index()).isGreaterThanOrEqualTo(two.members().getLast().createdIndex());
        assertThat(two.relistBefore()).isZero();
    }

    @Test
    void whatIsStoredIsTheLayoutThatEtcdReadsItself() {
        String token = token().token().token();
        register(token, N1, "n1");

        assertThat(lab.stored("/_etcd/registry/" + token + "/_config/size")
                        .orElseThrow()
                        .value()
                        .utf8())
                .isEqualTo("3");
        assertThat(lab.stored("/_etcd/registry/" + token + "/members/" + N1)
                        .orElseThrow()
                        .value()
                        .utf8())
                .isEqualTo(at("n1", 2380));
    }

    @Test
    void aMemberRegistersOnceAndAnewWhenItWasRemoved() {
        String token = token().token().token();
        Discovery first = register(token, N1, "n1");

        assertThat(lab.error(tokens.register(token, N1, at("n1", 2380), () -> true)))
                .isInstanceOf(FlotillaError.Conflict.class);

        Discovery removed = lab.get(tokens.remove(token, N1, () -> true));
        assertThat(removed.members()).isEmpty();
        assertThat(removed.relistBefore())
                .isGreaterThan(first.members().getFirst().createdIndex());
        assertThat(register(token, N1, "n1").members()).hasSize(1);
        assertThat(lab.error(tokens.remove(token, N2, () -> true))).isInstanceOf(FlotillaError.NotFound.class);
    }

    @Test
    void whoWaitsIsToldOfTheNextRegistrationAtOnce() {
        Discovery made = token();
        CompletableFuture<Discovery> waiting = tokens.await(made.token().token(), made.index() + 1, PATIENCE);
        lab.loop.run();
        assertThat(waiting).isNotDone();

        register(made.token().token(), N1, "n1");
        lab.loop.run();
        assertThat(waiting).isDone();
        assertThat(waiting.join().members()).extracting(Registration::member).containsExactly(N1);
    }

    @Test
    void whatHasHappenedIsToldWithoutWaiting() {
        Discovery made = token();
        long index =
                register(made.token().token(), N1, "n1").members().getFirst().createdIndex();
        for (int i = 0; i < 2000; i++) {
            token();
        }
        CompletableFuture<Discovery> past = tokens.await(made.token().token(), index, PATIENCE);
        lab.loop.run();
        assertThat(past).isDone();
        assertThat(lab.get(past).members().getFirst().createdIndex()).isEqualTo(index);
    }

    @Test
    void othersTokensWakeNobody() {
        Discovery made = token();
        CompletableFuture<Discovery> waiting = tokens.await(made.token().token(), made.index() + 1, PATIENCE);
        for (int i = 0; i < 100; i++) {
            register(token().token().token(), N1, "n1");
        }
        assertThat(waiting).isNotDone();
        register(made.token().token(), N2, "n2");
        lab.loop.run();
        assertThat(waiting).isDone();
    }

    @Test
    void aRemovalIsTellingWhoHasCountedTheMember() {
        Discovery made = token();
        Discovery one = register(made.token().token(), N1, "n1");
        CompletableFuture<Discovery> waiting = tokens.await(made.token().token(), one.index() + 1, PATIENCE);
        lab.loop.run();

        lab.get(tokens.remove(made.token().token(), N1, () -> true));
        lab.loop.run();
        assertThat(waiting).isDone();
        assertThat(waiting.join().relistBefore()).isGreaterThan(one.index());
    }

    @Test
    void patienceEndsAWaitWithWhatIsKnown() {
        Discovery made = token();
        CompletableFuture<Discovery> waiting = tokens.await(made.token().token(), made.index() + 1, PATIENCE);
        lab.advance(PATIENCE.minusSeconds(1));
        assertThat(waiting).isNotDone();
        lab.advance(Duration.ofSeconds(1));
        assertThat(waiting).isDone();
        assertThat(waiting.join().members()).isEmpty();
    }

    @Test
    void oneReplicaTakesTheRegistrationAndAnotherAnswersTheWait() {
        DiscoveryTokens other = lab.replica("r2").registry().discoveryTokens();
        Discovery made = token();
        CompletableFuture<Discovery> waiting = other.await(made.token().token(), made.index() + 1, PATIENCE);
        lab.loop.run();
        register(made.token().token(), N1, "n1");
        lab.loop.run();
        assertThat(waiting).isDone();
        assertThat(waiting.join().members()).hasSize(1);
    }

    @Test
    void whatHasHappenedIsToldWhileTheStoreAcceptsNoWatch() {
        Discovery made = token();
        register(made.token().token(), N1, "n1");
        lab.link().acceptNoWatch();
        CompletableFuture<Discovery> past = tokens.await(made.token().token(), made.index() + 1, PATIENCE);
        lab.loop.run();
        assertThat(past).isDone();
    }

    @Test
    void whatCameBeforeTheWatchWasAcceptedIsNotMissed() {
        Discovery made = token();
        lab.link().acceptNoWatch();
        CompletableFuture<Discovery> next = tokens.await(made.token().token(), made.index() + 1, PATIENCE);
        CompletableFuture<Discovery> fromNow = tokens.await(made.token().token(), 0, PATIENCE);
        lab.loop.run();
        Discovery one = register(made.token().token(), N1, "n1");
        lab.loop.run();
        assertThat(next).isNotDone();

        lab.link().acceptWatches();
        lab.loop.run();
        assertThat(next).isDone();
        assertThat(next.join().members()).hasSize(1);
        assertThat(fromNow).isNotDone();
        register(made.token().token(), N2, "n2");
        lab.loop.run();
        assertThat(fromNow.join().index()).isGreaterThan(one.index());
    }

    @Test
    void aWatchThatBeginsAnewMakesNobodyMissAnything() {
        Discovery made = token();
        CompletableFuture<Discovery> before = tokens.await(made.token().token(), made.index() + 1, PATIENCE);
        lab.loop.run();
        lab.link().holdWatch();
        lab.link().compactedInstead();
        lab.loop.run();
        CompletableFuture<Discovery> meanwhile = tokens.await(made.token().token(), made.index() + 1, PATIENCE);
        lab.loop.run();
        register(made.token().token(), N1, "n1");
        lab.loop.run();
        assertThat(before).isNotDone();
        assertThat(meanwhile).isNotDone();

        lab.advance(Duration.ofSeconds(1));
        assertThat(before.join().members()).hasSize(1);
        assertThat(meanwhile.join().members()).hasSize(1);
    }

    @Test
    void whoWaitsIsToldAlsoByAStoreThatWasRestored() {
        Discovery made = token();
        Runnable restore = lab.store.backup();
        String other = token().token().token();
        for (int i = 0; i < 50; i++) {
            register(other, "a" + i, "n1");
        }
        tokens.await(made.token().token(), 0, Duration.ofMillis(100));
        lab.advance(Duration.ofSeconds(1));

        restore.run();
        lab.advance(Duration.ofSeconds(10));
        CompletableFuture<Discovery> waiting = tokens.await(made.token().token(), made.index() + 1, PATIENCE);
        lab.loop.run();
        register(made.token().token(), N1, "n1");
        lab.loop.run();

        assertThat(waiting).isDone();
        assertThat(waiting.join().members()).extracting(Registration::member).containsExactly(N1);
    }

    @Test
    void tokensExpireAndAreSweptAway() {
        String shortLived = lab.get(tokens.create(3, Duration.ofMinutes(10), () -> true))
                .token()
                .token();
        String kept = token().token().token();
        lab.advance(Duration.ofMinutes(10));
        assertThat(lab.error(tokens.get(shortLived))).isInstanceOf(FlotillaError.NotFound.class);
        assertThat(lab.error(tokens.register(shortLived, N1, at("n1", 1), () -> true)))
                .isInstanceOf(FlotillaError.NotFound.class);

        lab.advance(Duration.ofHours(2));
        assertThat(lab.get(lab.store.read(ReadRequest.prefix("/_etcd/registry/" + shortLived)))
                        .entries())
                .isEmpty();
        assertThat(lab.get(tokens.get(kept)).token().size()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 16, 99})
    void sizesThatNoClusterShouldHaveAreRefused(int size) {
        assertThatThrownBy(() -> tokens.create(size, WEEK, () -> true))
                .isInstanceOf(FlotillaException.class)
                .hasMessageContaining("1 to 15 members");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "n1", "n1=ftp://a:1", "n1=http://a:1,", "n1=http://a:1 n2=http://b:1"})
    void valuesThatNoMemberCouldReadAreRefused(String value) {
        String token = token().token().token();
        assertThatThrownBy(() -> tokens.register(token, N1, value, () -> true))
                .isInstanceOf(FlotillaException.class)
                .hasMessageContaining("name=peerURL");
    }

    @Test
    void whatIsNoTokenIsNotFound() {
        assertThat(lab.error(tokens.get("../units/a.service"))).isInstanceOf(FlotillaError.NotFound.class);
        assertThat(lab.error(tokens.get("0".repeat(32)))).isInstanceOf(FlotillaError.NotFound.class);
    }
}
