package dev.flotilla.registry.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.placement.Explanation;
import dev.flotilla.model.placement.Pending;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.registry.record.Records;
import dev.flotilla.registry.testing.AgentProbe;
import dev.flotilla.registry.testing.FlakyStore.Fate;
import dev.flotilla.registry.testing.Lab;
import dev.flotilla.registry.testing.Lab.Replica;
import dev.flotilla.store.Write;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MachinesTest {
    private final Lab lab = Lab.withOneReplica();

    private static MetadataPatch set(String machine, String key, String value) {
        return new MetadataPatch(Lab.id(machine), key, Optional.of(value));
    }

    private static MetadataPatch remove(String machine, String key) {
        return new MetadataPatch(Lab.id(machine), key, Optional.empty());
    }

    private long patch(MetadataPatch... patches) {
        return lab.get(lab.registry().metadata().patch(List.of(patches), "me"));
    }

    private Machine machine(String id) {
        return lab.machine(id).orElseThrow();
    }

    @Test
    void aPatchThatChangesNothingIsNotWritten() {
        lab.agent("m1");
        patch(set("m1", "k", "v"));
        long writes = lab.store.commits();
        long revision = lab.machine("m1").orElseThrow().revision();
        patch(set("m1", "k", "v"), new MetadataPatch(Lab.id("m1"), "never-set", Optional.empty()));
        assertThat(lab.store.commits()).isEqualTo(writes);
        assertThat(lab.machine("m1").orElseThrow().revision()).isEqualTo(revision);
    }

    /** What a lagging cache shows is no reason to leave a patch out. */
    @Test
    void whetherAPatchChangesAnythingIsDecidedOnWhatIsStored() {
        lab.link().holdWatch();
        lab.write(new dev.flotilla.store.Write.Put(lab.keys.metadata("m1", "k"), dev.flotilla.store.Value.utf8("v")));
        var removal =
                lab.registry().metadata().patch(List.of(new MetadataPatch(Lab.id("m1"), "k", Optional.empty())), "me");
        lab.loop.run();
        lab.link().releaseWatch();
        lab.get(removal);
        assertThat(lab.stored(lab.keys.metadata("m1", "k"))).isEmpty();
    }

    @Test
    void aPatchThatNobodyWaitsForIsNotMade() {
        assertThat(lab.error(lab.registry().metadata().patch(List.of(set("m1", "k", "v")), "me", () -> false)))
                .isInstanceOf(FlotillaError.Unavailable.class);
        assertThat(lab.stored(lab.keys.metadata("m1", "k"))).isEmpty();
    }

    @Test
    void lostMachinesAreListedOnRequestOnly() {
        lab.agent("m2");
        lab.agent("m1").goodbye();
        lab.loop.run();
        assertThat(lab.get(lab.registry().machines().list(false, 0)).machines())
                .extracting(found -> found.id().value())
                .containsExactly("m2");
        assertThat(lab.get(lab.registry().machines().list(true, 0)).machines())
                .extracting(found -> found.id().value())
                .containsExactly("m1", "m2");
    }

    @Test
    void dynamicMetadataWinAndTheMachinesOwnShowAgain() {
        lab.agent("m1", Map.of("disk", "tape", "zone", "a"));
        long before = machine("m1").revision();
        patch(set("m1", "disk", "ssd"), set("m1", "new", "x"));
        assertThat(machine("m1").effectiveMetadata()).isEqualTo(Map.of("disk", "ssd", "zone", "a", "new", "x"));
        assertThat(machine("m1").metadata()).isEqualTo(Map.of("disk", "tape", "zone", "a"));
        assertThat(machine("m1").revision()).isGreaterThan(before);
        patch(remove("m1", "disk"), remove("m1", "never-set"));
        assertThat(machine("m1").effectiveMetadata()).isEqualTo(Map.of("disk", "tape", "zone", "a", "new", "x"));
    }

    @Test
    void dynamicMetadataOutliveTheAgentAndMayComeBeforeTheMachine() {
        patch(set("m1", "disk", "ssd"));
        AgentProbe agent = lab.agent("m1");
        assertThat(machine("m1").effectiveMetadata()).isEqualTo(Map.of("disk", "ssd"));
        agent.goodbye();
        lab.loop.run();
        lab.agent("m1");
        assertThat(machine("m1").effectiveMetadata()).isEqualTo(Map.of("disk", "ssd"));
        Replica second = lab.replica("r2");
        assertThat(lab.machine(second.registry(), "m1").orElseThrow().dynamicMetadata())
                .isEqualTo(Map.of("disk", "ssd"));
    }

    @Test
    void theLastOfSeveralForAKeyCounts() {
        lab.agent("m1");
        patch(set("m1", "k", "1"), remove("m1", "k"), set("m1", "k", "3"));
        assertThat(machine("m1").dynamicMetadata()).isEqualTo(Map.of("k", "3"));
    }

    @Test
    void aPatchSurvivesARaceWithTheMachinesRecord() {
        AgentProbe agent = lab.agent("m1");
        Replica second = lab.replica("r2");
        lab.link().holdWatch();
        agent.connect(second.registry());
        lab.loop.run();
        var patched = lab.registry().metadata().patch(List.of(set("m1", "k", "v")), "me");
        lab.loop.run();
        lab.link().releaseWatch();
        lab.get(patched);
        assertThat(machine("m1").dynamicMetadata()).isEqualTo(Map.of("k", "v"));
        assertThat(machine("m1").replicaId()).isEqualTo("r2"); // the record was not put back
    }

    @Test
    void aPatchOfUnknownOutcomeIsRepeated() {
        lab.agent("m1");
        lab.link().next(transaction -> true, Fate.NEVER_ARRIVED, Fate.ANSWER_LOST);
        patch(set("m1", "k", "v"));
        assertThat(machine("m1").dynamicMetadata()).isEqualTo(Map.of("k", "v"));
    }

    @Test
    void nonsenseIsRefusedWhole() {
        assertThatThrownBy(() -> set("m1", "a b", "v")).isInstanceOf(FlotillaException.class);
        assertThatThrownBy(() -> set("m1", "k", "")).isInstanceOf(FlotillaException.class);
        assertThatThrownBy(() -> set("m1", "k", "v".repeat(257))).isInstanceOf(FlotillaException.class);
        List<MetadataPatch> many =
                IntStream.range(0, 51).mapToObj(i -> set("m1", "k" + i, "v")).toList();
        assertThat(lab.error(lab.registry().metadata().patch(many, "me"))).isInstanceOf(FlotillaError.TooLarge.class);
    }

    @Test
    void theJanitorRemovesWhatNothingElseWill() {
        AgentProbe agent = lab.agent("m1");
        lab.launched("a.service");
        var orphan = new Pending(UnitName.parse("gone.service"), Explanation.of("why"), lab.loop.now(), 0);
        lab.write(
                new Write.Put(lab.keys.pending("gone.service"), Records.pending(orphan)),
                new Write.Put(
                        lab.keys.pending("a.service"),
                        Records.pending(
                                new Pending(UnitName.parse("a.service"), Explanation.of("why"), lab.loop.now(), 0))),
                new Write.Put(lab.keys.state("m1", "a.service"), Records.state(agent.state("a.service", "active"))),
                new Write.Put(
                        lab.keys.state("ghost", "a.service"),
                        Records.state(new AgentProbe(lab.loop, "ghost", Map.of()).state("a.service", "active"))));
        lab.advance(Duration.ofHours(2));
        assertThat(lab.stored(lab.keys.pending("gone.service"))).isEmpty();
        assertThat(lab.stored(lab.keys.state("ghost", "a.service"))).isEmpty();
        assertThat(lab.stored(lab.keys.pending("a.service"))).isPresent();
        assertThat(lab.stored(lab.keys.state("m1", "a.service"))).isPresent();
    }
}
