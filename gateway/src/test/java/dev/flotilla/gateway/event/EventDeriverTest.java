package dev.flotilla.gateway.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.client.watch.WatchBatch;
import dev.flotilla.client.watch.WatchChange;
import dev.flotilla.client.watch.WatchItem;
import dev.flotilla.client.watch.WatchListener;
import dev.flotilla.gateway.cluster.FakeCluster;
import dev.flotilla.gateway.view.Records;
import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.machine.MachineStatus;
import dev.flotilla.model.placement.Brake;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitName;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a person reads about each change. */
class EventDeriverTest implements WatchListener {
    private static final String M1 = "05c0472bfa4d4ea4a5a4e2d1e0c5f1aa";
    private static final String M2 = "45e8fd5a0b1c4d5e8f9a0b1c2d3e4f50";

    private final FakeCluster cluster = new FakeCluster();
    private final Records records = new Records();
    private final EventDeriver deriver = new EventDeriver(Clock.fixed(FakeCluster.NOW, ZoneOffset.UTC));
    private final List<Event> events = new ArrayList<>();

    @Override
    public void onSnapshot(List<WatchItem> items, long revision) {
        items.forEach(item -> records.apply(new WatchChange.Put(revision, item, "")));
    }

    @Override
    public void onChanges(WatchBatch batch) {
        batch.changes().forEach(change -> {
            deriver.of(change, records).ifPresent(events::add);
            records.apply(change);
        });
    }

    @BeforeEach
    void watch() {
        cluster.machine(M1, "172.18.1.2", Map.of("disk", "ssd"));
        cluster.watch(this);
    }

    private Event only(EventType type) {
        assertThat(events).extracting(Event::type).containsExactly(type);
        return events.getFirst();
    }

    @Test
    void aNewUnitIsSubmitted() {
        cluster.unit("a.service");
        Event event = only(EventType.UNIT_SUBMITTED);
        assertThat(event.sentence()).isEqualTo("a.service was submitted by alice@laptop, to be launched");
        assertThat(event.unit()).contains(new UnitName("a.service"));
        assertThat(event.by()).isEqualTo("alice@laptop");
        assertThat(event.state()).isEqualTo("launched");
        assertThat(event.revision()).isEqualTo(cluster.revision());
        assertThat(event.time()).isEqualTo(FakeCluster.NOW);
    }

    @Test
    void anotherDesiredStateIsAChange() {
        cluster.unit("a.service", DesiredState.INACTIVE);
        events.clear();
        cluster.unit("a.service", DesiredState.LAUNCHED);
        assertThat(only(EventType.UNIT_CHANGED).sentence())
                .isEqualTo("a.service was asked to be launched by alice@laptop, was inactive");
    }

    @Test
    void anotherContentIsAReplacement() {
        String old = cluster.unit("a.service", DesiredState.INACTIVE).hash().shortForm();
        events.clear();
        String hash = cluster.unit("a.service", DesiredState.LAUNCHED, "Service.ExecStart=/bin/false")
                .hash()
                .shortForm();
        assertThat(only(EventType.UNIT_REPLACED).sentence())
                .isEqualTo("a.service was replaced by alice@laptop: version " + hash + " instead of " + old
                        + ", to be launched");
    }

    @Test
    void aDestroyedUnitIsGoneFromItsMachineToo() {
        cluster.unit("a.service");
        cluster.place("a.service", M1, "new unit");
        events.clear();
        cluster.destroy(new UnitName("a.service"), "bob@desk");
        assertThat(events)
                .extracting(Event::sentence)
                .containsExactly(
                        "a.service was destroyed by bob@desk",
                        "a.service was taken off 05c0472b.../172.18.1.2: destroyed by bob@desk");
        assertThat(events.getFirst().by()).isEqualTo("bob@desk");
    }

    @Test
    void aPlacementSaysWhereAndWhy() {
        cluster.unit("a.service");
        events.clear();
        cluster.place("a.service", M1, "new unit");
        Event event = only(EventType.UNIT_PLACED);
        assertThat(event.sentence())
                .isEqualTo("a.service was placed on 05c0472b.../172.18.1.2: new unit; fewest units of 3 machines");
        assertThat(event.machine()).contains(new MachineId(M1));
        assertThat(event.cause()).isEqualTo("new unit");
    }

    @Test
    void aMoveSaysFromWhere() {
        cluster.machine(M2, "172.18.1.3", Map.of());
        cluster.unit("a.service");
        cluster.place("a.service", M1, "new unit");
        events.clear();
        cluster.place("a.service", M1, "new unit");
        assertThat(events).isEmpty();
        cluster.place("a.service", M2, "machine 05c0472b... lost");
        Event event = only(EventType.UNIT_MOVED);
        assertThat(event.sentence())
                .isEqualTo("a.service was moved from 05c0472b.../172.18.1.2 to 45e8fd5a.../172.18.1.3:"
                        + " machine 05c0472b... lost");
        assertThat(event.fromMachine()).contains(new MachineId(M1));
    }

    @Test
    void waitingIsSaidWithItsReasonAndOnce() {
        cluster.unit("a.service");
        events.clear();
        cluster.waiting("a.service", "0 of 1 machine: 1 lacks disk=tape");
        cluster.waiting("a.service", "0 of 1 machine: 1 lacks disk=tape");
        assertThat(only(EventType.UNIT_WAITING).sentence())
                .isEqualTo("a.service waits: 0 of 1 machine: 1 lacks disk=tape");
    }

    @Test
    void takingAUnitOffSaysWhy() {
        cluster.unit("a.service");
        cluster.place("a.service", M1, "new unit");
        events.clear();
        cluster.unplace("a.service", "its constraints changed");
        cluster.unplace("b.service", "was never placed");
        Event event = only(EventType.UNIT_UNPLACED);
        assertThat(event.sentence())
                .isEqualTo("a.service was taken off 05c0472b.../172.18.1.2: its constraints changed");
        assertThat(event.machine()).contains(new MachineId(M1));
    }

    @Test
    void statesAreSaidWhenTheyChange() {
        cluster.unit("a.service");
        events.clear();
        cluster.state("a.service", M1, "activating", "start");
        cluster.state("a.service", M1, "activating", "start");
        cluster.state("a.service", M1, "active", "running");
        assertThat(events)
                .extracting(Event::sentence)
                .containsExactly(
                        "a.service is activating/start on 05c0472b...",
                        "a.service is active/running on 05c0472b..., was activating/start");
        assertThat(events.getLast().state()).isEqualTo("active/running");
    }

    @Test
    void aUnitThatDoesNotLoadIsSaidInItsMachinesWords() {
        String words = "Unit a.service has a bad unit file setting.";
        cluster.unit("a.service");
        events.clear();
        cluster.state("a.service", M1, "bad-setting", "inactive", "dead", words);
        Event event = only(EventType.UNIT_STATE);
        assertThat(event.sentence()).isEqualTo("a.service is bad-setting inactive/dead (" + words + ") on 05c0472b...");
        assertThat(event.cause()).isEqualTo(words);
        assertThat(event.state()).isEqualTo("inactive/dead");
        assertThat(event.machine()).contains(new MachineId(M1));

        events.clear();
        cluster.state("a.service", M1, "inactive", "dead");
        assertThat(only(EventType.UNIT_STATE).sentence())
                .isEqualTo("a.service is inactive/dead on 05c0472b..., was bad-setting inactive/dead");
    }

    @Test
    void machinesJoinAreLostAndReturn() {
        Machine machine = cluster.machine(M2, "172.18.1.3", Map.of("disk", "hdd"));
        cluster.machine(machine.withStatus(MachineStatus.LOST, FakeCluster.NOW), "not heard for 6 s");
        cluster.machine(machine.withStatus(MachineStatus.ONLINE, FakeCluster.NOW), "");
        cluster.machine(machine.withStatus(MachineStatus.DRAINING, FakeCluster.NOW), "asked to");
        cluster.machine(machine.withStatus(MachineStatus.ONLINE, FakeCluster.NOW), "");
        assertThat(events)
                .extracting(Event::sentence)
                .containsExactly(
                        "machine 45e8fd5a.../172.18.1.3 joined with disk=hdd",
                        "machine 45e8fd5a.../172.18.1.3 was lost: not heard for 6 s",
                        "machine 45e8fd5a.../172.18.1.3 returned",
                        "machine 45e8fd5a.../172.18.1.3 gives its units away: asked to",
                        "machine 45e8fd5a.../172.18.1.3 takes units again");
        assertThat(events)
                .extracting(Event::type)
                .containsExactly(
                        EventType.MACHINE_JOINED,
                        EventType.MACHINE_LOST,
                        EventType.MACHINE_RETURNED,
                        EventType.MACHINE_DRAINING,
                        EventType.MACHINE_CHANGED);
    }

    @Test
    void aSecondHostWithTheSameIdIsSaidOnce() {
        Machine machine =
                cluster.machine(M1, "172.18.1.2", Map.of("disk", "ssd")).withDuplicate("172.18.1.9");
        cluster.machine(machine, "");
        cluster.machine(machine, "");
        assertThat(only(EventType.MACHINE_DUPLICATE).sentence())
                .isEqualTo(
                        "machine 05c0472b.../172.18.1.2 is not the only one with its id: 172.18.1.9 has it too, and is"
                                + " refused");
    }

    @Test
    void aNewSessionIsNothingToSayOtherMetadataIs() {
        Machine machine = cluster.machine(M1, "172.18.1.2", Map.of("disk", "ssd"));
        assertThat(events).isEmpty();
        cluster.machine(machine.withDynamicMetadata(Map.of("disk", "hdd")), "");
        assertThat(only(EventType.MACHINE_CHANGED).sentence())
                .isEqualTo("machine 05c0472b.../172.18.1.2 has the metadata disk=hdd, had disk=ssd");
    }

    @Test
    void theBrakeAndTheLeaderAreSaid() {
        cluster.leader("scheduler-1", 7);
        cluster.leader("scheduler-1", 7);
        cluster.leader("scheduler-2", 9);
        cluster.brake(new Brake(true, 7, 12, FakeCluster.NOW, "", 1));
        cluster.releaseBrake("bob");
        assertThat(events)
                .extracting(Event::sentence)
                .containsExactly(
                        "scheduler-1 leads in term 7",
                        "scheduler-2 leads in term 9, after scheduler-1",
                        "moves are held: 7 of 12 machines are lost",
                        "moves go on, released by bob");
        assertThat(events.getLast().by()).isEqualTo("bob");
    }

    @Test
    void everyTypeHasAWord() {
        assertThat(EventType.UNIT_STATE_GONE.word()).isEqualTo("unit-state-gone");
        assertThat(EventType.values()).extracting(EventType::word).doesNotHaveDuplicates();
    }
}
