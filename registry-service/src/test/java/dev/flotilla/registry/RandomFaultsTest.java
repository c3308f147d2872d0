package dev.flotilla.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.machine.MachineStatus;
import dev.flotilla.model.placement.Placement;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.registry.loop.Futures;
import dev.flotilla.registry.placement.PlacementChange;
import dev.flotilla.registry.record.Records;
import dev.flotilla.registry.testing.AgentProbe;
import dev.flotilla.registry.testing.FlakyStore.Fate;
import dev.flotilla.registry.testing.Lab;
import dev.flotilla.registry.testing.Lab.Replica;
import dev.flotilla.registry.unit.PutUnit;
import dev.flotilla.store.Entry;
import dev.flotilla.store.ReadRequest;
import dev.flotilla.store.WatchBatch;
import dev.flotilla.store.WatchListener;
import dev.flotilla.store.WatchRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Three replicas, their links and answers failing at random, users and a scheduler that does not care at work: what is
 * promised holds at every revision, and when the faults end, everything is as the last acknowledged writes say.
 */
class RandomFaultsTest {
    private static final int UNITS = 8;
    private static final int MACHINES = 5;
    private static final List<DesiredState> STATES =
            List.of(DesiredState.INACTIVE, DesiredState.LOADED, DesiredState.LAUNCHED);

    private final Lab lab = new Lab();
    private final List<Replica> replicas = List.of(lab.replica("r1"), lab.replica("r2"), lab.replica("r3"));
    private final List<AgentProbe> agents = new ArrayList<>();
    private final Map<String, Acknowledged> acknowledged = new HashMap<>();
    private int checked;

    private record Acknowledged(long revision, DesiredState desired, int version) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void promisesHold(long seed) {
        Random random = new Random(seed);
        lab.store.watch(WatchRequest.prefix(lab.keys.prefix(), 0), new Watchdog());
        for (int i = 0; i < MACHINES; i++) {
            AgentProbe agent = new AgentProbe(lab.loop, "m" + i, Map.of("disk", i % 2 == 0 ? "ssd" : "tape"));
            agent.connect(replicas.get(i % 3).registry());
            agent.beat();
            agents.add(agent);
        }
        lab.advance(Duration.ofSeconds(1));
        long term = lab.leader();
        for (int step = 0; step < 400; step++) {
            act(random, term);
            if (random.nextInt(3) == 0) {
                lab.advance(Duration.ofMillis(random.nextInt(300)));
            }
        }
        replicas.forEach(replica -> {
            replica.link().heal();
            replica.link().releaseHeld();
        });
        for (int i = 0; i < 10; i++) {
            agents.stream().filter(agent -> !agent.isWelcome()).forEach(agent -> agent.connect(
                            replicas.getFirst().registry())
                    .beat());
            lab.advance(Duration.ofSeconds(3));
        }
        assertThat(checked).isGreaterThan(50);
        everythingIsAsAcknowledged();
        for (int i = 0; i < MACHINES; i++) {
            assertThat(lab.status("m" + i))
                    .as(
                            "%s; its agent was told %s",
                            lab.machine("m" + i), agents.get(i).told())
                    .isEqualTo(MachineStatus.ONLINE);
            assertThat(agents.get(i).assigned().keySet()).isEqualTo(placedOn("m" + i));
        }
    }

    private java.util.Set<String> placedOn(String machine) {
        var names = new java.util.TreeSet<String>();
        lab.get(lab.registry().units().list(Optional.empty(), 0, 0)).units().stream()
                .filter(view -> view.placement()
                        .filter(placement -> placement.machine().equals(Lab.id(machine)))
                        .isPresent())
                .forEach(view -> names.add(view.unit().name().value()));
        return names;
    }

    private void everythingIsAsAcknowledged() {
        for (Replica replica : replicas) {
            acknowledged.forEach((name, last) -> {
                Unit unit = lab.get(replica.registry().units().get(UnitName.parse(name), last.revision()))
                        .units()
                        .getFirst()
                        .unit();
                assertThat(unit.revision()).isGreaterThanOrEqualTo(last.revision());
                if (unit.revision() == last.revision()) {
                    assertThat(unit.desired()).isEqualTo(last.desired());
                    assertThat(unit.file()).isEqualTo(file(last.version()));
                }
            });
        }
    }

    private void act(Random random, long term) {
        Replica replica = replicas.get(random.nextInt(3));
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> put(random, replica);
            case 3, 4, 5, 6 -> plan(random, replica, term);
            case 7 -> replica.link().next(transaction -> true, Fate.values()[random.nextInt(4)]);
            case 8 -> replica.link().cut();
            case 9 -> replica.link().heal();
            case 10 -> replica.link().releaseHeld();
            default -> {
                AgentProbe agent = agents.get(random.nextInt(MACHINES));
                agent.disconnect();
                agent.connect(replica.registry());
                agent.beat();
            }
        }
        lab.loop.run();
    }

    private static dev.flotilla.model.unit.UnitFile file(int version) {
        return switch (version % 3) {
            case 0 -> Lab.file("Conflicts=u*.service");
            case 1 -> Lab.file("MachineMetadata=disk=ssd");
            default -> Lab.file();
        };
    }

    private void put(Random random, Replica replica) {
        String name = "u" + random.nextInt(UNITS) + ".service";
        int version = random.nextInt(3);
        DesiredState desired = STATES.get(random.nextInt(3));
        replica.registry()
                .unitWrites()
                .put(new PutUnit(UnitName.parse(name), Optional.of(file(version)), Optional.of(desired), "me", 0))
                .whenComplete((result, failure) -> {
                    if (failure == null) {
                        acknowledged.merge(
                                name,
                                new Acknowledged(result.revision(), desired, version),
                                (old, now) -> now.revision() >= old.revision() ? now : old);
                    } else {
                        assertThat(Futures.error(failure))
                                .isInstanceOfAny(FlotillaError.Unavailable.class, FlotillaError.Conflict.class);
                    }
                });
    }

    /** Proposes nonsense as often as not; all of it at revisions that are right. */
    private void plan(Random random, Replica replica, long term) {
        List<PlacementChange> changes = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
            String unit = "u" + random.nextInt(UNITS) + ".service";
            String machine = "m" + random.nextInt(MACHINES);
            if (known(unit)) {
                changes.add(random.nextInt(6) == 0 ? lab.unplace(unit, "moved") : lab.place(unit, machine));
            }
        }
        replica.registry().placements().commit(term, changes).exceptionally(failure -> {
            assertThat(Futures.error(failure)).isNotInstanceOf(FlotillaError.Internal.class);
            return new dev.flotilla.registry.placement.CommitReport(0, List.of());
        });
    }

    private boolean known(String unit) {
        return lab.get(lab.registry().units().list(Optional.empty(), 0, 0)).units().stream()
                .anyMatch(view -> view.unit().name().value().equals(unit));
    }

    /** Looks at every revision of the store that changed placements or units. */
    private final class Watchdog implements WatchListener {
        @Override
        public void onBatch(WatchBatch batch) {
            lab.store
                    .read(ReadRequest.prefix(lab.keys.prefix()).at(batch.revision()))
                    .thenAccept(page -> check(page.entries()));
        }

        private void check(List<Entry> entries) {
            checked++;
            Map<UnitName, Unit> units = new HashMap<>();
            Map<String, Map<String, String>> metadata = new HashMap<>();
            List<Placement> placements = new ArrayList<>();
            for (Entry entry : entries) {
                if (entry.key().startsWith(lab.keys.units())) {
                    Unit unit = Records.unit(entry);
                    units.put(unit.name(), unit);
                } else if (entry.key().startsWith(lab.keys.placements())) {
                    placements.add(Records.placement(entry));
                } else if (entry.key().startsWith(lab.keys.machines())) {
                    var machine = Records.machine(entry);
                    metadata.put(machine.id().value(), machine.metadata());
                }
            }
            for (Placement placement : placements) {
                Unit unit = units.get(placement.unit());
                assertThat(unit).as("the unit of a placement").isNotNull();
                assertThat(unit.desired()).isNotEqualTo(DesiredState.INACTIVE);
                assertThat(unit.requirements()
                                .metadata()
                                .matches(metadata.get(placement.machine().value())))
                        .isTrue();
                for (Placement other : placements) {
                    Unit second = units.get(other.unit());
                    assertThat(other.machine().equals(placement.machine())
                                    && unit.requirements()
                                            .conflictsWith(unit.name(), other.unit(), second.requirements()))
                            .as("%s and %s on %s", unit.name(), other.unit(), placement.machine())
                            .isFalse();
                }
            }
        }

        @Override
        public void onCompacted(long compactedRevision) {
            throw new AssertionError("the store forgot");
        }

        @Override
        public void onFailed(FlotillaError error) {
            throw new AssertionError(error.message());
        }
    }
}
