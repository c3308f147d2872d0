package dev.flotilla.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.flotilla.client.fake.FakeReplica;
import dev.flotilla.client.fake.FakeStore;
import dev.flotilla.client.unit.PutOutcome;
import dev.flotilla.client.unit.PutRequest;
import dev.flotilla.client.unit.UnitView;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.RequestId;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.testing.HeldPorts;
import io.grpc.Metadata;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FailoverTest {
    private static final UnitName NAME = UnitName.parse("a.service");

    private final FakeStore store = new FakeStore();
    private final FakeReplica one = new FakeReplica(store);
    private final FakeReplica two = new FakeReplica(store);

    @AfterEach
    void stop() {
        one.close();
        two.close();
    }

    @Test
    void aDeadReplicaIsNotNoticed() {
        store.put("a.service");
        one.close();

        for (int i = 0; i < 20; i++) {
            // a client begins at a random replica
            try (FlotillaClient client = client(one.endpoint(), two.endpoint())) {
                assertThat(client.units().get(NAME).unit().name()).isEqualTo(NAME);
            }
        }
    }

    @Test
    void aReplicaThatDiesBetweenCallsIsNotNoticed() {
        store.put("a.service");
        try (FlotillaClient client = client(one.endpoint(), two.endpoint())) {
            client.units().get(NAME);
            FakeReplica used = one.gets.isEmpty() ? two : one;
            used.close();

            assertThat(client.units().get(NAME).unit().name()).isEqualTo(NAME);
        }
    }

    @Test
    void aReplicaThatComesBackIsUsedAtOnce() {
        store.put("a.service");
        two.close();
        try (FlotillaClient client = client(one.endpoint())) {
            client.units().get(NAME);
            one.close();
            CompletableFuture<UnitView> waiting = client.units().getAsync(NAME);
            assertThat(waiting).isNotDone();

            try (FakeReplica again = new FakeReplica(store, one.port())) {
                assertThat(waiting).succeedsWithin(Duration.ofSeconds(3));
                assertThat(again.gets).isNotEmpty();
            }
        }
    }

    @Test
    void aReplicaThatHangsDoesNotEatTheWholeDeadline() {
        store.put("a.service");
        one.hangs = true;
        try (FlotillaClient client = builder(one.endpoint(), two.endpoint())
                .timeout(Duration.ofSeconds(4))
                .random(() -> 0) // begins with the one that hangs
                .build()) {
            assertThat(client.units().get(NAME).unit().name()).isEqualTo(NAME);
            assertThat(one.gets).hasSize(1);
        }
    }

    @Test
    void anAnswerThatComesLateCountsAlthoughAnotherReplicaWasAskedMeanwhile() {
        store.put("a.service");
        one.hangs = true;
        two.hangs = true;
        try (FlotillaClient client = builder(one.endpoint(), two.endpoint())
                .timeout(Duration.ofSeconds(4))
                .random(() -> 0)
                .build()) {
            CompletableFuture<UnitView> call = client.units().getAsync(NAME);
            await().until(() -> !two.gets.isEmpty());

            one.wakeUp();

            assertThat(call).succeedsWithin(Duration.ofSeconds(1));
        }
    }

    @Test
    void whatFailsAsUnavailableIsTriedElsewhere() {
        store.put("a.service");
        one.refuses = new FlotillaError.Unavailable("the store is away");
        try (FlotillaClient client = client(one.endpoint(), two.endpoint())) {
            assertThat(client.units().get(NAME).unit().name()).isEqualTo(NAME);
        }
    }

    @Test
    void theDeadlineEndsIt() {
        Duration timeout = Duration.ofMillis(600);
        try (FlotillaClient client = builder(nobody()).timeout(timeout).build()) {
            long started = System.nanoTime();

            assertThatThrownBy(() -> client.units().get(NAME))
                    .isInstanceOf(FlotillaException.class)
                    .hasMessageContaining("no registry answered within 600 ms")
                    .hasMessageContaining("127.0.0.1")
                    .extracting(e -> ((FlotillaException) e).error())
                    .isInstanceOf(FlotillaError.Unavailable.class);
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(3));
        }
    }

    @Test
    void otherErrorsComeAtOnceAndTyped() {
        one.refuses = new FlotillaError.Denied("a stale term");
        two.refuses = one.refuses;
        try (FlotillaClient client = client(one.endpoint(), two.endpoint())) {
            assertThatThrownBy(() -> client.units().get(NAME))
                    .isInstanceOf(FlotillaException.class)
                    .extracting(e -> ((FlotillaException) e).error())
                    .isEqualTo(new FlotillaError.Denied("a stale term"));
            assertThat(one.gets.size() + two.gets.size()).isEqualTo(1);
        }
    }

    @Test
    void aDestroyWhoseAnswerWasLostSucceeds() {
        store.put("a.service");
        one.losesAnswers = true;
        two.losesAnswers = false;
        for (int i = 0; i < 6; i++) {
            store.put("a.service");
            try (FlotillaClient client = client(one.endpoint(), two.endpoint())) {
                client.units().destroy(NAME);
            }
            assertThat(store.units()).isEmpty();
        }
    }

    @Test
    void aPutWithARevisionWhoseAnswerWasLostSucceeds() {
        one.losesAnswers = true;
        long known = store.put("a.service");
        try (FlotillaClient client = builder(one.endpoint(), two.endpoint())
                .user("alice@build")
                .random(() -> 0) // begins with the one that loses its answers
                .build()) {
            PutOutcome outcome = client.units()
                    .put(PutRequest.desire(NAME, DesiredState.LAUNCHED).expecting(known));
            assertThat(outcome).isEqualTo(new PutOutcome(PutOutcome.Kind.UNCHANGED, known + 1));
            assertThat(two.puts).as("the repetition").hasSize(1);
        }
    }

    /** The first may have been carried out: by its id the second is known to be no other call. */
    @Test
    void aPutThatIsRepeatedKeepsItsId() {
        one.losesAnswers = true;
        try (FlotillaClient client =
                builder(one.endpoint(), two.endpoint()).random(() -> 0).build()) {
            client.units().put(PutRequest.desire(NAME, DesiredState.LAUNCHED));
            client.units().put(PutRequest.desire(NAME, DesiredState.LAUNCHED));
            client.units().put(PutRequest.desire(NAME, DesiredState.LAUNCHED).as(new RequestId("mine")));
        }

        assertThat(one.puts).hasSize(1);
        String lost = one.puts.element().getRequestId();
        assertThat(lost).isNotEmpty();
        assertThat(two.puts)
                .extracting(put -> put.getRequestId())
                .hasSize(3)
                .startsWith(lost)
                .endsWith("mine")
                .doesNotHaveDuplicates();
    }

    @Test
    void aPutWithAnOldRevisionIsAConflictEvenWhenItIsRepeated() {
        long known = store.put("a.service");
        store.put("a.service", "bob@desk");
        one.refuses = new FlotillaError.Unavailable("the store is away");
        try (FlotillaClient client = builder(one.endpoint(), two.endpoint())
                .user("alice@build")
                .random(() -> 0)
                .build()) {
            assertThatThrownBy(() -> client.units()
                            .put(PutRequest.desire(NAME, DesiredState.LAUNCHED).expecting(known)))
                    .extracting(e -> ((FlotillaException) e).error())
                    .isInstanceOf(FlotillaError.Conflict.class);
        }
    }

    @Test
    void destroyingWhatWasNeverThereFails() {
        try (FlotillaClient client = client(one.endpoint(), two.endpoint())) {
            assertThatThrownBy(() -> client.units().destroy(NAME))
                    .extracting(e -> ((FlotillaException) e).error())
                    .isInstanceOf(FlotillaError.NotFound.class);
        }
    }

    @Test
    void destroyingWhatWasNeverThereFailsAlsoWhenTheFirstReplicaIsDead() {
        one.close();
        try (FlotillaClient client =
                builder(one.endpoint(), two.endpoint()).random(() -> 0).build()) {
            assertThatThrownBy(() -> client.units().destroy(NAME))
                    .extracting(e -> ((FlotillaException) e).error())
                    .isInstanceOf(FlotillaError.NotFound.class);
        }
    }

    @Test
    void readsPresentTheRevisionOfTheLastWrite() {
        try (FlotillaClient client = client(one.endpoint())) {
            PutOutcome outcome = client.units().put(PutRequest.desire(NAME, DesiredState.LAUNCHED));

            client.units().get(NAME);

            assertThat(outcome.kind()).isEqualTo(PutOutcome.Kind.CREATED);
            assertThat(one.gets.element().getMinRevision()).isEqualTo(outcome.revision());
        }
    }

    @Test
    void tokenAndUserGoWithTheCall() {
        try (FlotillaClient client =
                builder(one.endpoint()).token("s3cret").user("alice@build").build()) {
            client.units().put(PutRequest.desire(NAME, DesiredState.LAUNCHED));
            client.units().put(PutRequest.desire(NAME, DesiredState.LOADED).by("bob@desk"));
        }

        assertThat(one.headers.element().get(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER)))
                .isEqualTo("Bearer s3cret");
        assertThat(one.puts).extracting(put -> put.getChangedBy()).containsExactly("alice@build", "bob@desk");
    }

    @Test
    void aCancelledCallLetsGoOfTheServer() {
        one.hangs = true;
        try (FlotillaClient client = client(one.endpoint())) {
            CompletableFuture<UnitView> call = client.units().getAsync(NAME);
            await().until(() -> !one.gets.isEmpty());

            call.cancel(true);

            assertThat(call).isCancelled();
        }
    }

    @Test
    void endpointsAreRead() {
        assertThat(Endpoint.parseList("a:1, [::1]:2,a:1"))
                .containsExactly(new Endpoint("a", 1), new Endpoint("::1", 2));
        assertThat(new Endpoint("::1", 2)).hasToString("[::1]:2");
        for (String wrong :
                List.of("", ",", "a", "a:", ":1", "a:b", "a:0", "a:70000", "::1:2", "a b:1", "http://a:1")) {
            assertThatThrownBy(() -> Endpoint.parseList(wrong)).as(wrong).isInstanceOf(FlotillaException.class);
        }
    }

    private static Endpoint nobody() {
        return new Endpoint("127.0.0.1", HeldPorts.take());
    }

    private static FlotillaClient client(Endpoint... endpoints) {
        return builder(endpoints).build();
    }

    private static FlotillaClientBuilder builder(Endpoint... endpoints) {
        return FlotillaClient.builder().endpoints(List.of(endpoints));
    }
}
