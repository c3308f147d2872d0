package dev.flotilla.registry.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceKey;
import dev.flotilla.model.discovery.InstanceStatus;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.registry.testing.Lab;
import dev.flotilla.registry.testing.SidekickProbe;
import dev.flotilla.store.Entry;
import dev.flotilla.store.Value;
import dev.flotilla.store.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What becomes of the records when sidekicks, machines, replicas and stores come and go. */
class RecordsOnLeasesTest {
    private static final String KEY = "/services/website/apache@1";
    private static final String WITHDRAWN = "/services-withdrawn/website/apache@1";

    private final Lab lab = Lab.withOneReplica();
    private final SidekickProbe sidekick = new SidekickProbe(lab.loop, "m1");

    private String value(String key) {
        return lab.stored(key).map(entry -> entry.value().utf8()).orElse("nothing");
    }

    private long revision(String key) {
        return lab.stored(key).map(Entry::modRevision).orElse(0L);
    }

    private List<String> visible(boolean withdrawn) {
        return lab
                .get(lab.registry().discovery().list(new CatalogFilter(Optional.empty(), withdrawn)))
                .instances()
                .stream()
                .map(instance -> instance.key() + " " + instance.status().word())
                .toList();
    }

    private void published() {
        sidekick.connect(lab.registry());
        lab.loop.run();
        sidekick.offers(sidekick.instance("website", "apache@1", 80).withVersion("52c7248a14"));
        lab.loop.run();
        assertThat(sidekick.isStored()).isTrue();
    }

    @Test
    void theRecordIsFleetsOwnWithMoreAfterIt() {
        published();

        assertThat(value(KEY))
                .isEqualTo("{\"host\":\"10.0.0.1\",\"port\":80,\"version\":\"52c7248a14\","
                        + "\"machine\":\"m1\",\"since\":\"1970-01-01T00:00:00Z\"}");
        assertThat(visible(false)).containsExactly("website/apache@1 passing");
    }

    @Test
    void nothingIsWrittenWhileNothingChanges() {
        published();
        long before = revision(KEY);
        long commits = lab.store.commits();

        for (int i = 0; i < 12; i++) {
            lab.advance(Duration.ofSeconds(5));
            sidekick.offers(sidekick.instance("website", "apache@1", 80).withVersion("52c7248a14"));
        }
        lab.loop.run();

        assertThat(revision(KEY)).isEqualTo(before);
        assertThat(lab.store.commits()).isEqualTo(commits);
        assertThat(sidekick.isStored())
                .as("all the same, each was acknowledged")
                .isTrue();
    }

    @Test
    void whatIsWithdrawnIsGoneAtOnce() {
        published();

        sidekick.removes("website", "apache@1");
        lab.loop.run();

        assertThat(value(KEY)).isEqualTo("nothing");
        assertThat(sidekick.isStored()).isTrue();
        assertThat(visible(true)).isEmpty();
    }

    @Test
    void whatFailsIsWithdrawnFromOtherProgramsInOneStepAndStillToldToThoseWhoAsk() {
        published();
        var failing = sidekick.instance("website", "apache@1", 80).withStatus(InstanceStatus.FAILING);

        sidekick.puts(SidekickProbe.TTL, failing);
        lab.loop.run();

        assertThat(value(KEY)).isEqualTo("nothing");
        assertThat(value(WITHDRAWN)).contains("\"status\":\"failing\"");
        assertThat(visible(false)).isEmpty();
        assertThat(visible(true)).containsExactly("website/apache@1 failing");

        sidekick.puts(SidekickProbe.TTL, failing.withStatus(InstanceStatus.PASSING));
        lab.loop.run();

        assertThat(value(WITHDRAWN)).isEqualTo("nothing");
        assertThat(visible(true)).containsExactly("website/apache@1 passing");
    }

    @Test
    void theRecordsOfADeadMachineAreGoneWithinTheTtl() {
        published();

        sidekick.silent();
        lab.advance(SidekickProbe.TTL);
        lab.advance(Duration.ofSeconds(1));

        assertThat(value(KEY)).isEqualTo("nothing");
        lab.advance(Duration.ofMinutes(1));
        assertThat(value(KEY)).as("and nobody brings them back").isEqualTo("nothing");
        assertThat(sidekick.isEnded()).isTrue();
    }

    @Test
    void aSidekickThatComesBackInTimeFindsAllAsItLeftIt() {
        published();
        long before = revision(KEY);

        sidekick.killed();
        lab.advance(Duration.ofSeconds(10));
        sidekick.connect(lab.registry());
        lab.advance(Duration.ofSeconds(12));

        assertThat(sidekick.told(ToSidekick.Welcome.class).getFirst().held())
                .singleElement()
                .satisfies(offer -> {
                    assertThat(offer.instance().port()).isEqualTo(80);
                    assertThat(offer.ttl()).isEqualTo(SidekickProbe.TTL);
                });
        assertThat(revision(KEY)).as("kept before it says what it offers").isEqualTo(before);

        sidekick.offers(sidekick.instance("website", "apache@1", 80).withVersion("52c7248a14"));
        lab.advance(Duration.ofSeconds(20));
        assertThat(revision(KEY)).isEqualTo(before);
    }

    @Test
    void whatIsNotOfferedAnyMoreGoesOnceTheNewRunHasSaidEverything() {
        published();

        sidekick.killed();
        sidekick.connect(lab.registry());
        lab.loop.run();
        sidekick.offers(sidekick.instance("website", "apache@2", 81));
        lab.loop.run();

        assertThat(visible(true)).containsExactly("website/apache@2 passing");
    }

    @Test
    void anotherReplicaTakesOverWithoutAWriteToTheRecord() {
        published();
        long before = revision(KEY);
        Lab.Replica other = lab.replica("r2");

        // The old stream hangs; the first replica does not know yet.
        sidekick.connect(other.registry());
        lab.loop.run();
        sidekick.offers(sidekick.instance("website", "apache@1", 80).withVersion("52c7248a14"));
        lab.advance(Duration.ofSeconds(60));

        assertThat(revision(KEY)).isEqualTo(before);
    }

    @Test
    void aSessionThatWasPutOutWritesNoMore() {
        SidekickProbe stale = new SidekickProbe(lab.loop, "m1");
        stale.connect(lab.registry());
        lab.loop.run();
        stale.offers(stale.instance("website", "apache@1", 80));
        lab.loop.run();
        Lab.Replica other = lab.replica("r2");
        sidekick.connect(other.registry());
        lab.loop.run();
        sidekick.offers();
        lab.loop.run();

        // The stale one sees its record go, and would like to have it back.
        lab.advance(Duration.ofSeconds(6));

        assertThat(value(KEY)).isEqualTo("nothing");
        assertThat(stale.isEnded()).isTrue();
        assertThat(sidekick.isEnded()).isFalse();
    }

    @Test
    void whatTheStoreLostComesBackUnaided() {
        published();
        lab.store.wipe();

        lab.advance(Duration.ofSeconds(6));

        assertThat(value(KEY)).contains("\"port\":80");
        long before = revision(KEY);
        lab.advance(Duration.ofSeconds(60));
        assertThat(revision(KEY)).isEqualTo(before);
        assertThat(visible(false)).containsExactly("website/apache@1 passing");
    }

    @Test
    void aRecordThatSomebodyDeletesComesBackAtOnce() {
        published();

        lab.write(new Write.Delete(KEY));
        lab.advance(Duration.ofMillis(100));

        assertThat(value(KEY)).contains("\"port\":80");
    }

    @Test
    void aShorterTtlHasALeaseOfItsOwn() {
        published();
        sidekick.puts(Duration.ofSeconds(6), sidekick.instance("website", "quick", 81));
        lab.loop.run();

        sidekick.silent();
        lab.advance(Duration.ofSeconds(8));

        assertThat(value("/services/website/quick")).isEqualTo("nothing");
        assertThat(value(KEY)).contains("\"port\":80");
        lab.advance(Duration.ofSeconds(8));
        assertThat(value(KEY)).isEqualTo("nothing");
    }

    @Test
    void aMalformedNeighbourHarmsNobodyAndIsReported() {
        published();
        lab.write(
                new Write.Put("/services/website/broken", Value.utf8("10.0.0.1:80")),
                new Write.Put("/services/website/half", Value.utf8("{\"host\":\"h\",\"port\":\"80\"}")),
                new Write.Put("/services/website/deeper/still", Value.utf8("{}")),
                new Write.Put("/services/website/by-hand", Value.utf8("{ \"host\": \"h\", \"port\": 80 }")));

        var list = lab.get(lab.registry().discovery().list(new CatalogFilter(Optional.of("website"), false)));

        assertThat(list.instances()).extracting("name").containsExactly("apache@1", "by-hand");
        assertThat(list.malformed())
                .extracting(MalformedRecord::key, MalformedRecord::reason)
                .satisfiesExactly(
                        broken -> assertThat(broken.toList().toString()).contains("broken", "not JSON"),
                        half -> assertThat(half.toList().toString()).contains("half", "\"port\""));
    }

    @Test
    void garbageInTheRecordsOwnPlaceIsReplaced() {
        published();

        lab.write(new Write.Put(KEY, Value.utf8("oops")));
        lab.advance(Duration.ofSeconds(1));

        assertThat(value(KEY)).contains("\"port\":80");
    }

    @Test
    void theYoungerOfTwoMachinesHasTheName() {
        published();
        SidekickProbe other = new SidekickProbe(lab.loop, "m2");
        other.connect(lab.registry());
        lab.loop.run();
        var moved = other.instance("website", "apache@1", 81);
        other.offers(moved.on(new MachineId("m2"), Optional.empty(), Optional.of(Instant.EPOCH.plusSeconds(9))));
        lab.advance(Duration.ofSeconds(30));

        assertThat(value(KEY)).contains("\"machine\":\"m2\"");
        long before = revision(KEY);
        lab.advance(Duration.ofSeconds(30));
        assertThat(revision(KEY)).as("they do not fight").isEqualTo(before);

        other.offers();
        lab.advance(Duration.ofSeconds(1));
        assertThat(value(KEY)).as("the older one is there still").contains("\"machine\":\"m1\"");
    }

    @Test
    void loopbackIsRefusedWithWordsInAClusterOfSeveralMachines() {
        lab.agent("m1");
        lab.agent("m2");
        sidekick.connect(lab.registry());
        lab.loop.run();
        var good = sidekick.instance("website", "good", 80);
        var bad = new Instance(
                new InstanceKey("website", "bad"),
                "127.0.0.1",
                80,
                Optional.empty(),
                good.machine(),
                Optional.empty(),
                List.of(),
                new TreeMap<>(),
                good.since(),
                InstanceStatus.PASSING);

        sidekick.offers(good, bad);
        lab.loop.run();

        assertThat(visible(true)).containsExactly("website/good passing");
        assertThat(sidekick.told(ToSidekick.RefusedOffers.class)
                        .getFirst()
                        .reasons()
                        .values())
                .singleElement()
                .asString()
                .contains("127.0.0.1", "loopback", "Host=");
    }

    @Test
    void whatCannotBeStoredIsRefusedWithWordsAndHarmsNoOther() {
        published();
        String longest = "ä".repeat(200);

        sidekick.offers(
                sidekick.instance("website", "apache@1", 81),
                sidekick.instance("website", longest, 82),
                large("huge", (1 << 20) + 1));
        lab.loop.run();

        assertThat(value(KEY)).contains("\"port\":81");
        assertThat(visible(true)).containsExactly("website/apache@1 passing");
        assertThat(sidekick.isStored()).isTrue();
        assertThat(sidekick.told(ToSidekick.RefusedOffers.class))
                .singleElement()
                .satisfies(refused -> assertThat(refused.reasons())
                        .containsOnlyKeys(new InstanceKey("website", longest), new InstanceKey("website", "huge"))
                        .allSatisfy((key, reason) -> assertThat(reason).contains("cannot be stored", "at most")));

        sidekick.offers();
        lab.loop.run();
        assertThat(value(KEY)).isEqualTo("nothing");
        assertThat(sidekick.told(ToSidekick.RefusedOffers.class).getLast().reasons())
                .isEmpty();
    }

    @Test
    void recordsThatAreTooLargeForOneWriteTogetherAreAllStored() {
        sidekick.connect(lab.registry());
        lab.loop.run();
        Instance[] large = IntStream.range(0, 30)
                .mapToObj(i -> large("large@" + i, 100_000))
                .toArray(Instance[]::new);

        sidekick.offers(large);
        lab.loop.run();

        assertThat(visible(false)).hasSize(30);
        assertThat(sidekick.isStored()).isTrue();
        assertThat(sidekick.told(ToSidekick.RefusedOffers.class)).isEmpty();
    }

    private Instance large(String name, int characters) {
        return sidekick.instance("website", name, 80).withAttributes(Map.of("text", "x".repeat(characters)));
    }
}
