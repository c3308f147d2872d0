package dev.flotilla.registry.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.registry.Registry;
import dev.flotilla.registry.RegistrySettings;
import dev.flotilla.registry.testing.Lab;
import dev.flotilla.registry.testing.SidekickProbe;
import dev.flotilla.store.Value;
import dev.flotilla.store.Write;
import dev.flotilla.store.key.KeyScheme;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What somebody hears who follows services. */
class WatchingServicesTest {
    private static final CatalogFilter PASSING = new CatalogFilter(Optional.empty(), false);

    private final Lab lab = Lab.withOneReplica();
    private final List<CatalogDelivery> heard = new ArrayList<>();

    private CatalogSubscription watch(CatalogFilter filter, String resumeAfter) {
        var subscription = lab.get(lab.registry().discovery().watch(filter, resumeAfter, heard::add, () -> {}));
        ask(subscription);
        return subscription;
    }

    private void ask(CatalogSubscription subscription) {
        subscription.request();
        lab.loop.run();
    }

    private void put(String instance, int port) {
        lab.write(new Write.Put("/services/website/" + instance, Value.utf8("{\"host\":\"h\",\"port\":" + port + "}")));
    }

    @Test
    void everythingFirstThenOnlyWhatChanged() {
        put("a", 1);
        var subscription = watch(PASSING, "");
        assertThat(heard.getLast().complete()).isTrue();
        assertThat(heard.getLast().changed()).extracting("name").containsExactly("a");

        ask(subscription);
        assertThat(heard).as("nothing changed").hasSize(1);
        put("b", 2);

        assertThat(heard.getLast().complete()).isFalse();
        assertThat(heard.getLast().changed()).extracting("name").containsExactly("b");
    }

    /** Two clusters in one store: neither shows, nor writes, what is the other's. */
    @Test
    void aClusterWithAServicesPrefixOfItsOwnIsApart() {
        Lab both = new Lab(settings -> settings.replicaId().equals("berlin")
                ? with(new KeyScheme("/sites/berlin/", "/sites/berlin-services/"), settings)
                : settings);
        for (String cluster : List.of("paris", "berlin")) {
            Registry registry = both.replica(cluster).registry();
            SidekickProbe sidekick = new SidekickProbe(both.loop, cluster).connect(registry);
            both.loop.run();
            sidekick.offers(sidekick.instance("website", "of-" + cluster, 80));
            both.loop.run();
            assertThat(sidekick.isStored()).isTrue();
            assertThat(both.get(registry.discovery().list(PASSING)).instances())
                    .extracting("name")
                    .containsExactly("of-" + cluster);
        }
        assertThat(both.stored("/services/website/of-paris")).isPresent();
        assertThat(both.stored("/sites/berlin-services/website/of-berlin")).isPresent();
    }

    /** What stands at the old place would be kept alive for ever, and callers sent to where nobody is any more. */
    @Test
    void aServicesPrefixThatIsSetLaterLeavesNothingBehind() {
        Lab both = new Lab(settings -> settings.replicaId().equals("after")
                ? with(new KeyScheme(settings.keys().prefix(), "/berlin-services/"), settings)
                : settings);
        SidekickProbe sidekick = new SidekickProbe(both.loop, "m1")
                .connect(both.replica("before").registry());
        both.loop.run();
        sidekick.offers(sidekick.instance("website", "a", 80));
        both.loop.run();
        assertThat(both.stored("/services/website/a")).isPresent();
        sidekick.killed();
        both.loop.run();

        sidekick.connect(both.replica("after").registry());
        both.loop.run();
        sidekick.offers(sidekick.instance("website", "a", 80));
        both.loop.run();

        assertThat(both.stored("/services/website/a")).isEmpty();
        assertThat(both.stored("/berlin-services/website/a")).isPresent();
    }

    private static RegistrySettings with(KeyScheme keys, RegistrySettings settings) {
        return new RegistrySettings(
                keys,
                settings.replicaId(),
                settings.advertise(),
                settings.heartbeat(),
                settings.ttl(),
                settings.replicaTtl(),
                settings.historySize(),
                settings.patience(),
                settings.brake(),
                settings.keepLost(),
                settings.sweepInterval());
    }

    @Test
    void aSlowFollowerIsBroughtToNowInOneStep() {
        var subscription = watch(PASSING, "");
        put("a", 1);
        put("a", 2);
        put("b", 3);
        lab.write(new Write.Delete("/services/website/b"));

        ask(subscription);

        assertThat(heard).hasSize(2);
        assertThat(heard.getLast().changed()).extracting("port").containsExactly(2);
        assertThat(heard.getLast().removed()).extracting("name").containsExactly("b");
    }

    @Test
    void itGoesOnWhereAnotherStreamEnded() {
        put("a", 1);
        watch(PASSING, "").cancel();
        String position = heard.getLast().position();
        put("b", 2);
        lab.write(new Write.Delete("/services/website/a"));

        watch(PASSING, position);

        assertThat(heard.getLast().complete()).isFalse();
        assertThat(heard.getLast().changed()).extracting("name").containsExactly("b");
        assertThat(heard.getLast().removed()).extracting("name").containsExactly("a");
    }

    @Test
    void aPositionThatMeansNothingHereBeginsAnew() {
        put("a", 1);

        for (String position : List.of("s999:17", "nonsense", ":", "x:y")) {
            watch(PASSING, position);
            assertThat(heard.getLast().complete()).as(position).isTrue();
        }
    }

    @Test
    void otherServicesAndOtherKeysDoNotWakeAnybody() {
        var subscription = watch(new CatalogFilter(Optional.of("website"), false), "");
        ask(subscription);

        lab.write(new Write.Put("/services/other/a", Value.utf8("{\"host\":\"h\",\"port\":1}")));
        lab.write(new Write.Put("/services-elsewhere", Value.utf8("x")));
        lab.launched("a.service");

        assertThat(heard).hasSize(1);
    }

    @Test
    void aStoreThatWasWipedBeginsAnewForEverybody() {
        put("a", 1);
        List<String> sentAway = new ArrayList<>();
        var subscription =
                lab.get(lab.registry().discovery().watch(PASSING, "", heard::add, () -> sentAway.add("follower")));
        ask(subscription);
        ask(subscription);
        lab.store.wipe();
        lab.advance(Duration.ofSeconds(6));
        assertThat(sentAway).containsExactly("follower");

        watch(PASSING, heard.getLast().position());
        assertThat(heard.getLast().complete()).isTrue();
        assertThat(heard.getLast().changed()).isEmpty();
    }
}
