package dev.flotilla.registry.unit;

import static dev.flotilla.registry.testing.Lab.desire;
import static dev.flotilla.registry.testing.Lab.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.state.UnitState;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.RequestId;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.registry.testing.AgentProbe;
import dev.flotilla.registry.testing.FlakyStore.Fate;
import dev.flotilla.registry.testing.Lab;
import dev.flotilla.registry.testing.Lab.Replica;
import dev.flotilla.registry.unit.PutResult.Outcome;
import dev.flotilla.store.Value;
import dev.flotilla.store.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UnitWritesTest {
    private static final UnitName A = UnitName.parse("a.service");
    private final Lab lab = Lab.withOneReplica();
    private long reports;

    private Unit unit() {
        return lab.unit("a.service").unit();
    }

    @Test
    void aNewUnitIsCreatedAndReadAtOnce() {
        PutResult result = lab.put(put("a.service", DesiredState.LAUNCHED));
        assertThat(result.outcome()).isEqualTo(Outcome.CREATED);
        assertThat(unit().desired()).isEqualTo(DesiredState.LAUNCHED);
        assertThat(unit().changedBy()).isEqualTo("me");
        assertThat(unit().revision()).isEqualTo(result.revision());
        assertThat(unit().created()).isEqualTo(unit().changed()).isEqualTo(lab.loop.now());
    }

    @Test
    void theSameAgainIsUnchangedAndNotWritten() {
        long revision = lab.put(put("a.service", DesiredState.LAUNCHED)).revision();
        long writes = lab.store.commits();
        assertThat(lab.put(put("a.service", DesiredState.LAUNCHED)))
                .isEqualTo(new PutResult(Outcome.UNCHANGED, revision));
        assertThat(lab.put(desire("a.service", DesiredState.LAUNCHED)).outcome())
                .isEqualTo(Outcome.UNCHANGED);
        assertThat(lab.store.commits()).isEqualTo(writes);
    }

    @Test
    void theDesiredStateAloneIsChanged() {
        lab.put(put("a.service", DesiredState.LAUNCHED));
        assertThat(lab.put(desire("a.service", DesiredState.LOADED)).outcome()).isEqualTo(Outcome.CHANGED);
        assertThat(unit().desired()).isEqualTo(DesiredState.LOADED);
        assertThat(unit().file()).isEqualTo(Lab.file());
    }

    @Test
    void otherContentReplacesAndKeepsTheAge() {
        lab.put(put("a.service", DesiredState.LAUNCHED));
        var created = unit().created();
        lab.advance(Duration.ofMinutes(1));
        PutResult result = lab.put(put("a.service", DesiredState.LAUNCHED, "MachineMetadata=disk=ssd"));
        assertThat(result.outcome()).isEqualTo(Outcome.REPLACED);
        assertThat(unit().created()).isEqualTo(created);
        assertThat(unit().changed()).isEqualTo(lab.loop.now());
    }

    @Test
    void whatFleetRefusesIsRefused() {
        assertThat(lab.error(lab.registry().unitWrites().put(desire("a.service", DesiredState.LAUNCHED))))
                .isEqualTo(new FlotillaError.Conflict("unit does not exist and options field empty"));
        lab.put(put("a.service", DesiredState.LAUNCHED));
        var silent = new PutUnit(A, Optional.of(Lab.file()), Optional.empty(), "me", 0);
        assertThat(lab.error(lab.registry().unitWrites().put(silent)))
                .isEqualTo(new FlotillaError.Conflict("must provide DesiredState to update existing unit"));
        assertThat(lab.error(lab.registry().unitWrites().put(put("t@.service", DesiredState.LAUNCHED))))
                .isInstanceOf(FlotillaError.Invalid.class);
        assertThat(lab.error(lab.registry().unitWrites().destroy(UnitName.parse("b.service"), "me")))
                .isEqualTo(new FlotillaError.NotFound("unit b.service does not exist"));
    }

    private static PutUnit atHost(String name, String host) {
        var file = UnitFile.parse(
                "t", "[Service]\nExecStart=/bin/true\n[X-Discovery]\nService=web\nPort=80\nHost=" + host + "\n");
        return new PutUnit(UnitName.parse(name), Optional.of(file), Optional.of(DesiredState.LAUNCHED), "me", 0);
    }

    @Test
    void aLoopbackHostIsRefusedWhereOthersCouldNotUseIt() {
        lab.agent("m1");
        lab.put(atHost("early.service", "127.0.0.1"));
        lab.agent("m2");

        for (String host : List.of("127.0.0.1", "127.8.8.8", "::1", "localhost", "LOCALHOST")) {
            assertThat(lab.error(lab.registry().unitWrites().put(atHost("a.service", host))))
                    .isInstanceOfSatisfying(FlotillaError.Invalid.class, fault -> {
                        assertThat(fault.field()).contains("options[3]");
                        assertThat(fault.message())
                                .startsWith("Host=: " + host + " is a loopback address")
                                .contains("10.0.0.1");
                    });
        }
        assertThat(lab.put(atHost("a.service", "web7.example.com")).outcome()).isEqualTo(Outcome.CREATED);
        assertThat(lab.error(lab.registry().unitWrites().put(atHost("a.service", "localhost"))))
                .as("other content is judged like a new unit")
                .isInstanceOf(FlotillaError.Invalid.class);
        assertThat(lab.put(atHost("early.service", "127.0.0.1")).outcome())
                .as("what is there is not refused afterwards")
                .isEqualTo(Outcome.UNCHANGED);
    }

    @Test
    void aLoopbackHostIsGoodWhereAllMachinesAreOneHost() {
        new AgentProbe(lab.loop, "m1", Map.of()).at("127.0.1.1").connect(lab.registry());
        new AgentProbe(lab.loop, "m2", Map.of()).at("127.0.1.2").connect(lab.registry());
        lab.loop.run();

        assertThat(lab.put(atHost("a.service", "127.0.0.1")).outcome()).isEqualTo(Outcome.CREATED);
    }

    @Test
    void aNewUnitWithoutADesiredStateIsInactive() {
        lab.put(new PutUnit(A, Optional.of(Lab.file()), Optional.empty(), "me", 0));
        assertThat(unit().desired()).isEqualTo(DesiredState.INACTIVE);
    }

    @Test
    void anExpectedRevisionMustStillBeTheUnits() {
        long first = lab.put(put("a.service", DesiredState.LAUNCHED)).revision();
        lab.put(desire("a.service", DesiredState.LOADED));
        var late = new PutUnit(A, Optional.empty(), Optional.of(DesiredState.INACTIVE), "me", first);
        assertThat(lab.error(lab.registry().unitWrites().put(late))).isInstanceOf(FlotillaError.Conflict.class);
        assertThat(unit().desired()).isEqualTo(DesiredState.LOADED);
    }

    @Test
    void aUnitThatBecomesInactiveLosesItsPlacementAtTheSameRevision() {
        place();
        long revision = lab.put(desire("a.service", DesiredState.INACTIVE)).revision();
        assertThat(lab.unit("a.service").placement()).isEmpty();
        assertThat(revision).isEqualTo(unit().revision());
        assertThat(lab.stored(lab.keys.placement("a.service"))).isEmpty();
    }

    @Test
    void otherRequirementsVoidThePlacementOtherContentDoesNot() {
        place();
        var reworded = dev.flotilla.model.unit.UnitFile.parse("t", "[Service]\nExecStart=/bin/sleep 2d\n");
        lab.put(new PutUnit(A, Optional.of(reworded), Optional.of(DesiredState.LAUNCHED), "me", 0));
        assertThat(lab.whereIs("a.service")).contains("m1");
        lab.put(put("a.service", DesiredState.LAUNCHED, "MachineMetadata=disk=ssd"));
        assertThat(lab.whereIs("a.service")).isEmpty();
    }

    @Test
    void aDestroyedUnitIsGoneWithItsPlacement() {
        place();
        lab.get(lab.registry().unitWrites().destroy(A, "me"));
        assertThat(lab.error(lab.registry().units().get(A, 0))).isInstanceOf(FlotillaError.NotFound.class);
        assertThat(lab.stored(lab.keys.placement("a.service"))).isEmpty();
    }

    @Test
    void writersOfTheSameUnitOnTwoReplicasBothGetThrough() {
        Replica second = lab.replica("r2");
        lab.put(put("a.service", DesiredState.LAUNCHED));
        List<CompletableFuture<PutResult>> calls = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            var registry = i % 2 == 0 ? lab.registry() : second.registry();
            calls.add(
                    registry.unitWrites().put(put("a.service", DesiredState.LAUNCHED, "MachineMetadata=version=" + i)));
        }
        List<Long> revisions =
                calls.stream().map(lab::get).map(PutResult::revision).toList();
        assertThat(revisions).doesNotHaveDuplicates();
        assertThat(unit().revision())
                .isEqualTo(revisions.stream().max(Long::compare).orElseThrow());
    }

    @Test
    void aStaleCacheNeverAnswersUnchanged() {
        Replica second = lab.replica("r2");
        lab.put(put("a.service", DesiredState.LAUNCHED));
        second.link().holdWatch();
        lab.put(desire("a.service", DesiredState.INACTIVE));
        CompletableFuture<PutResult> again =
                second.registry().unitWrites().put(desire("a.service", DesiredState.LAUNCHED));
        lab.loop.run();
        second.link().releaseWatch();
        assertThat(lab.get(again).outcome()).isEqualTo(Outcome.CHANGED);
        assertThat(unit().desired()).isEqualTo(DesiredState.LAUNCHED);
    }

    private static final RequestId CALL = new RequestId("8e03978e-40d5-43dd-bc93-6894a57f9324");

    /** The first replica carries it out and answers late; meanwhile the job runs and ends, and the call is sent to the other. */
    @Test
    void aRepeatedCallStartsNoFinishedJobAgain() {
        Replica second = lab.replica("r2");
        AgentProbe agent = finished();
        PutResult first = lab.put(desire("a.service", DesiredState.LAUNCHED).as(CALL));
        assertThat(first.outcome()).as("started again").isEqualTo(Outcome.CHANGED);
        reportedInactive(agent);

        assertThat(lab.get(second.registry()
                        .unitWrites()
                        .put(desire("a.service", DesiredState.LAUNCHED).as(CALL))))
                .isEqualTo(new PutResult(Outcome.UNCHANGED, first.revision()));
        assertThat(unit().revision()).isEqualTo(first.revision());
    }

    @Test
    void aCallThatCreatesAndIsRepeatedStartsItsJobOnce() {
        PutUnit call = put("a.service", DesiredState.LAUNCHED).as(CALL);
        long created = lab.put(call).revision();
        ends(lab.agent("m1"));
        assertThat(lab.put(call)).isEqualTo(new PutResult(Outcome.UNCHANGED, created));
    }

    @Test
    void anotherCallAndOneWithoutAnIdStartItAgain() {
        AgentProbe agent = finished();
        long first =
                lab.put(desire("a.service", DesiredState.LAUNCHED).as(CALL)).revision();
        reportedInactive(agent);
        PutResult next = lab.put(desire("a.service", DesiredState.LAUNCHED).as(new RequestId("another")));
        assertThat(next.outcome()).isEqualTo(Outcome.CHANGED);
        assertThat(next.revision()).isGreaterThan(first);
        reportedInactive(agent);
        assertThat(lab.put(desire("a.service", DesiredState.LAUNCHED)).outcome())
                .isEqualTo(Outcome.CHANGED);
    }

    /** What is asked for counts, not the name alone. */
    @Test
    void otherWishesUnderAnOldIdAreCarriedOut() {
        lab.put(put("a.service", DesiredState.LAUNCHED).as(CALL));
        assertThat(lab.put(desire("a.service", DesiredState.LOADED).as(CALL)).outcome())
                .isEqualTo(Outcome.CHANGED);
        assertThat(lab.put(put("a.service", DesiredState.LOADED, "MachineMetadata=disk=ssd")
                                .as(CALL))
                        .outcome())
                .isEqualTo(Outcome.REPLACED);
    }

    /** The unit is at another revision because of the first attempt. */
    @Test
    void aRepetitionDoesNotConflictWithItself() {
        long known = lab.put(put("a.service", DesiredState.LOADED)).revision();
        var call = new PutUnit(A, Optional.empty(), Optional.of(DesiredState.LAUNCHED), "me", known).as(CALL);
        long done = lab.put(call).revision();
        assertThat(lab.put(call)).isEqualTo(new PutResult(Outcome.UNCHANGED, done));
    }

    private AgentProbe finished() {
        lab.launched("a.service");
        AgentProbe agent = lab.agent("m1");
        ends(agent);
        return agent;
    }

    private void ends(AgentProbe agent) {
        lab.committed(lab.leader(), lab.place("a.service", "m1"));
        reportedInactive(agent);
    }

    private void reportedInactive(AgentProbe agent) {
        agent.report(++reports, false, List.of(agent.state("a.service", "inactive")));
        lab.advance(Duration.ofSeconds(1));
        assertThat(lab.unit("a.service").states()).extracting(UnitState::active).containsExactly("inactive");
    }

    @ParameterizedTest
    @EnumSource(
            value = Fate.class,
            names = {"ANSWER_LOST", "NEVER_ARRIVED", "LATE"})
    void anUnknownOutcomeIsFoundOut(Fate fate) {
        lab.put(put("a.service", DesiredState.LAUNCHED));
        lab.link().next(transaction -> true, fate);
        PutResult result = lab.put(desire("a.service", DesiredState.LOADED));
        lab.link().releaseHeld();
        lab.loop.run();
        assertThat(result.outcome()).isEqualTo(Outcome.CHANGED);
        assertThat(unit().desired()).isEqualTo(DesiredState.LOADED);
        assertThat(unit().revision()).isEqualTo(result.revision());
    }

    @Test
    void aLateTransactionNeverUndoesAFasterWriter() {
        lab.put(put("a.service", DesiredState.LAUNCHED));
        Replica second = lab.replica("r2");
        lab.link().next(transaction -> true, Fate.LATE);
        lab.put(desire("a.service", DesiredState.LOADED));
        lab.get(second.registry().unitWrites().put(desire("a.service", DesiredState.INACTIVE)));
        lab.link().releaseHeld();
        lab.loop.run();
        assertThat(unit().desired()).isEqualTo(DesiredState.INACTIVE);
    }

    /** The client gave up here and repeated its call at the other replica; then somebody stopped the unit. */
    @Test
    void aCallThatNobodyWaitsForUndoesNothing() {
        Replica second = lab.replica("r2");
        lab.put(put("a.service", DesiredState.LOADED));
        AtomicBoolean wanted = new AtomicBoolean(true);
        lab.link().next(transaction -> true, Fate.NEVER_ARRIVED);
        lab.link().beforeNextCommit(() -> {
            wanted.set(false);
            lab.get(second.registry().unitWrites().put(desire("a.service", DesiredState.LAUNCHED)));
            lab.get(second.registry().unitWrites().put(desire("a.service", DesiredState.INACTIVE)));
        });
        assertThat(lab.error(lab.registry().unitWrites().put(desire("a.service", DesiredState.LAUNCHED), wanted::get)))
                .isInstanceOf(FlotillaError.Unavailable.class);
        assertThat(unit().desired()).isEqualTo(DesiredState.INACTIVE);
    }

    @Test
    void aCallThatLostARaceIsNotTriedAgainForNobody() {
        Replica second = lab.replica("r2");
        lab.put(put("a.service", DesiredState.LAUNCHED));
        AtomicBoolean wanted = new AtomicBoolean(true);
        lab.link().beforeNextCommit(() -> {
            wanted.set(false);
            lab.get(second.registry().unitWrites().put(desire("a.service", DesiredState.LOADED)));
        });
        assertThat(lab.error(lab.registry().unitWrites().destroy(A, "me", wanted::get)))
                .isInstanceOf(FlotillaError.Unavailable.class);
        assertThat(unit().desired()).isEqualTo(DesiredState.LOADED);
    }

    @Test
    void successIsNeverClaimedForWhatNobodyKnows() {
        lab.put(put("a.service", DesiredState.LAUNCHED));
        Fate[] all = new Fate[30];
        java.util.Arrays.fill(all, Fate.NEVER_ARRIVED);
        lab.link().next(transaction -> true, all);
        assertThat(lab.error(lab.registry().unitWrites().put(desire("a.service", DesiredState.LOADED))))
                .isInstanceOf(FlotillaError.Unavailable.class);
    }

    @Test
    void aStoreThatCannotBeReachedIsUnavailable() {
        lab.link().cut();
        assertThat(lab.error(lab.registry().unitWrites().put(put("a.service", DesiredState.LAUNCHED))))
                .isInstanceOf(FlotillaError.Unavailable.class);
    }

    @Test
    void aRecordThatCannotBeReadCanBeReplacedAndDestroyed() {
        lab.write(new Write.Put(lab.keys.unit("a.service"), Value.utf8("rubbish")));
        assertThat(lab.get(lab.registry().units().list(Optional.empty(), 0, 0)).units())
                .isEmpty();
        assertThat(lab.put(put("a.service", DesiredState.LOADED)).outcome()).isEqualTo(Outcome.CREATED);
        lab.write(new Write.Put(lab.keys.unit("a.service"), Value.utf8("rubbish")));
        lab.get(lab.registry().unitWrites().destroy(A, "me"));
        assertThat(lab.stored(lab.keys.unit("a.service"))).isEmpty();
    }

    @Test
    void oneBadRecordHidesNoOther() {
        lab.write(
                new Write.Put(lab.keys.unit("bad.service"), Value.utf8("rubbish")),
                new Write.Put(lab.keys.prefix() + "units/no%20name", Value.utf8("rubbish")),
                new Write.Put(lab.keys.machine("bad"), Value.utf8("rubbish")));
        lab.launched("a.service");
        Replica second = lab.replica("r2");
        assertThat(lab.get(second.registry().units().list(Optional.empty(), 0, 0))
                        .units())
                .extracting(view -> view.unit().name())
                .containsExactly(A);
    }

    @Test
    void aWriteIsReadAtAnyReplicaThatIsShownItsRevision() {
        Replica second = lab.replica("r2");
        second.link().holdWatch();
        long revision = lab.launched("a.service");
        CompletableFuture<UnitPage> read = second.registry().units().get(A, revision);
        lab.loop.run();
        assertThat(read).isNotDone();
        second.link().releaseWatch();
        assertThat(lab.get(read).units()).hasSize(1);
    }

    @Test
    void aRevisionThatDoesNotComeIsUnavailable() {
        assertThat(lab.error(lab.registry().units().get(A, 1_000_000))).isInstanceOf(FlotillaError.Unavailable.class);
    }

    @Test
    void unitsAreListedByNameInPages() {
        for (String name : List.of("c.service", "a.service", "b.service")) {
            lab.launched(name);
        }
        UnitPage first = lab.get(lab.registry().units().list(Optional.empty(), 2, 0));
        assertThat(first.units())
                .extracting(view -> view.unit().name().value())
                .containsExactly("a.service", "b.service");
        assertThat(first.more()).isTrue();
        UnitPage rest = lab.get(lab.registry().units().list(Optional.of(UnitName.parse("b.service")), 2, 0));
        assertThat(rest.units()).extracting(view -> view.unit().name().value()).containsExactly("c.service");
        assertThat(rest.more()).isFalse();
    }

    private void place() {
        lab.launched("a.service");
        lab.agent("m1");
        lab.committed(lab.leader(), lab.place("a.service", "m1"));
        assertThat(lab.whereIs("a.service")).contains("m1");
    }
}
