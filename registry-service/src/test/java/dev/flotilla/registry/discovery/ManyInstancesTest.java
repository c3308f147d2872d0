package dev.flotilla.registry.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceStatus;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.registry.testing.Lab;
import dev.flotilla.registry.testing.SidekickProbe;
import dev.flotilla.store.WatchBatch;
import dev.flotilla.store.WatchListener;
import dev.flotilla.store.WatchRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a large cluster's services cost the store: writes by what changes, renewals by machines, nothing by instances. */
class ManyInstancesTest {
    private static final int MACHINES = 50;
    private static final Duration QUIET = Duration.ofSeconds(60);
    /** A machine's sidekick beats every five seconds. */
    private static final int BEATS = 12;

    private final Lab lab = Lab.withOneReplica();
    private final List<SidekickProbe> sidekicks = IntStream.range(0, MACHINES)
            .mapToObj(machine -> new SidekickProbe(lab.loop, "m" + machine))
            .toList();

    private static String name(int machine, int instance) {
        return "web@" + machine + "-" + instance;
    }

    /** Each machine offers so many instances. */
    private void publish(int perMachine) {
        sidekicks.forEach(sidekick -> sidekick.connect(lab.registry()));
        lab.loop.run();
        for (int i = 0; i < MACHINES; i++) {
            int machine = i;
            sidekicks
                    .get(machine)
                    .offers(IntStream.range(0, perMachine)
                            .mapToObj(each ->
                                    sidekicks.get(machine).instance("website", name(machine, each), 8000 + each))
                            .toArray(Instance[]::new));
        }
        lab.loop.run();
        assertThat(sidekicks).allMatch(SidekickProbe::isStored);
        assertThat(passing()).isEqualTo(MACHINES * perMachine);
    }

    private int passing() {
        return lab.get(lab.registry().discovery().list(new CatalogFilter(Optional.of("website"), false)))
                .instances()
                .size();
    }

    private List<Long> watchServices() {
        List<Long> woken = new ArrayList<>();
        lab.store.watch(WatchRequest.prefix("/services/", 0), new WatchListener() {
            @Override
            public void onBatch(WatchBatch batch) {
                woken.add(batch.revision());
            }

            @Override
            public void onCompacted(long compactedRevision) {
                throw new AssertionError("nothing is compacted");
            }

            @Override
            public void onFailed(FlotillaError error) {
                throw new AssertionError(error.message());
            }
        });
        return woken;
    }

    /** How many leases are renewed in a quiet minute with so many instances on each machine. */
    private static long renewalsOfAQuietMinute(int perMachine) {
        ManyInstancesTest cluster = new ManyInstancesTest();
        cluster.publish(perMachine);
        long before = cluster.lab.store.renewals();
        cluster.lab.advance(QUIET);
        return cluster.lab.store.renewals() - before;
    }

    @Test
    void aThousandInstancesAreWrittenOnceEach() {
        long before = lab.store.keysWritten();

        publish(20);

        // Each machine's claim, and each record.
        assertThat(lab.store.keysWritten() - before).isLessThanOrEqualTo(MACHINES * 2 + 1000);
        assertThat(lab.store.commits())
                .as("the records of a machine go together")
                .isLessThan(MACHINES * 5);
    }

    @Test
    void aQuietMinuteWritesNothingAndWakesNobody() {
        publish(20);
        List<Long> woken = watchServices();
        List<CatalogDelivery> heard = new ArrayList<>();
        var subscription = lab.get(
                lab.registry().discovery().watch(new CatalogFilter(Optional.empty(), false), "", heard::add, () -> {}));
        subscription.request();
        lab.loop.run();
        subscription.request();
        long writes = lab.store.commits();

        lab.advance(QUIET);

        assertThat(lab.store.commits()).isEqualTo(writes);
        assertThat(woken).isEmpty();
        assertThat(heard).as("only the beginning").hasSize(1);
        assertThat(passing()).as("and the leases hold").isEqualTo(1000);
    }

    @Test
    void renewalsAreOfMachinesAndNotOfInstances() {
        long few = renewalsOfAQuietMinute(1);
        long many = renewalsOfAQuietMinute(20);

        assertThat(many).isEqualTo(few);
        // Beside the machines' there are the few of the replica itself.
        assertThat(many).isBetween((long) MACHINES * BEATS, (long) MACHINES * BEATS + 60);
    }

    @Test
    void aFewChangesAmongAThousandAreAFewWrites() {
        publish(20);
        List<Long> woken = watchServices();
        long keys = lab.store.keysWritten();

        for (int i = 0; i < 5; i++) {
            sidekicks.get(i).removes("website", name(i, 0));
            SidekickProbe failing = sidekicks.get(10 + i);
            failing.puts(
                    SidekickProbe.TTL,
                    failing.instance("website", name(10 + i, 3), 8003).withStatus(InstanceStatus.FAILING));
            SidekickProbe renewed = sidekicks.get(20 + i);
            renewed.puts(
                    SidekickProbe.TTL,
                    renewed.instance("website", name(20 + i, 7), 8007).withVersion("next"));
        }
        lab.advance(QUIET);

        // A removal and a rewrite are one key each; a failing one moves from one place to another.
        assertThat(lab.store.keysWritten() - keys).isEqualTo(5 + 5 + 2 * 5);
        assertThat(woken).hasSize(15);
        assertThat(passing()).isEqualTo(990);
    }

    @Test
    void aMachineThatDiesTakesItsOwnAlongAndNothingElse() {
        publish(20);
        long keys = lab.store.keysWritten();

        sidekicks.get(7).silent();
        lab.advance(SidekickProbe.TTL.plusSeconds(1));

        assertThat(passing()).isEqualTo(980);
        assertThat(lab.store.keysWritten() - keys)
                .as("its records and its claim")
                .isEqualTo(21);
    }
}
