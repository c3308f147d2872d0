package dev.flotilla.agent.assignment;

import static dev.flotilla.agent.reconcile.Cast.assignments;
import static dev.flotilla.agent.reconcile.Cast.file;
import static dev.flotilla.agent.reconcile.Cast.launched;
import static dev.flotilla.agent.reconcile.Cast.loaded;
import static dev.flotilla.agent.reconcile.Cast.name;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.client.session.RegistryMessage;
import dev.flotilla.client.session.RegistryMessage.AssignedUnit;
import dev.flotilla.model.requirement.PartitionPolicy;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AssignmentsTest {
    /** Nothing is synced. */
    private static final java.util.concurrent.Executor NEVER = task -> {};

    @TempDir
    Path directory;

    @Test
    void aCompleteMessageReplacesEverything() {
        Assignments before = assignments(launched("a", 1), launched("b", 1));

        Assignments after = accepted(before.apply(complete(5, with("b", 1), with("c", 1))));

        assertThat(after.units().keySet()).containsExactly(name("b"), name("c"));
        assertThat(after.revision()).isEqualTo(5);
        assertThat(after.known()).isTrue();
    }

    @Test
    void aDifferenceChangesOnlyWhatItNames() {
        Assignments before = assignments(launched("a", 1), launched("b", 1), launched("c", 1));

        Assignments after = accepted(before.apply(difference(5, List.of(with("b", 2)), name("c"))));

        assertThat(after.units().keySet()).containsExactly(name("a"), name("b"));
        assertThat(after.get(name("b")).orElseThrow().hash()).isEqualTo(file(2).hash());
    }

    @Test
    void aHeldUnitFileNeedNotBeSent() {
        Assignments before = assignments(launched("a", 1));

        Assignments after = accepted(before.apply(complete(5, without("a", 1, DesiredState.LOADED))));

        assertThat(after.get(name("a"))).contains(loaded("a", 1));
        assertThat(before.held()).containsExactly(java.util.Map.entry(name("a"), file(1).hash()));
    }

    @Test
    void aUnitFileThatIsNotHeldMakesTheMessageUseless() {
        Assignments before = assignments(launched("a", 1));

        assertThat(before.apply(complete(5, without("a", 2, DesiredState.LAUNCHED))))
                .isEqualTo(new Assignments.Outcome.Incomplete(name("a")));
    }

    @Test
    void anOlderMessageIsIgnored() {
        Assignments before = accepted(Assignments.UNKNOWN.apply(complete(9, with("a", 1))));

        assertThat(before.apply(complete(8))).isEqualTo(new Assignments.Outcome.Stale(8));
        assertThat(accepted(before.apply(complete(9))).units()).isEmpty();
    }

    @Test
    void aUnitThatADifferenceNamesForNothingWasAskedForAgain() {
        Assignments before = assignments(launched("a", 1), launched("b", 1));

        var outcome = (Assignments.Outcome.Accepted)
                before.apply(difference(5, List.of(with("a", 1), with("b", 2), with("c", 1))));

        assertThat(outcome.asserted()).containsExactly(name("a"));
    }

    @Test
    void aReconnectAsksForNothing() {
        Assignments before = assignments(launched("a", 1));

        var outcome = (Assignments.Outcome.Accepted) before.apply(complete(5, with("a", 1)));

        assertThat(outcome.asserted()).isEmpty();
    }

    @Test
    void whatWasAskedForAgainWhileTheAgentWasAwayIsAsserted() {
        Assignments before = accepted(Assignments.UNKNOWN.apply(complete(4, at(10, "a"), at(10, "b"))));

        var outcome = (Assignments.Outcome.Accepted) before.apply(complete(5, at(11, "a"), at(10, "b"), at(11, "c")));

        assertThat(outcome.asserted()).containsExactly(name("a"));
        assertThat(((Assignments.Outcome.Accepted) outcome.assignments().apply(complete(6, at(11, "a")))).asserted())
                .isEmpty();
    }

    /** What an agent kept that was never told the times says nothing of what was asked for since. */
    @Test
    void aTimeThatWasNotKnownAsksForNothing() {
        Assignments before = assignments(launched("a", 1));

        var outcome = (Assignments.Outcome.Accepted) before.apply(complete(5, at(11, "a")));

        assertThat(outcome.asserted()).isEmpty();
    }

    @Test
    void theTimeIsKeptOnDisk() throws Exception {
        AssignmentFile file = new AssignmentFile(directory, directory, NEVER);
        file.save(accepted(Assignments.UNKNOWN.apply(complete(4, at(10, "a")))));

        var outcome = (Assignments.Outcome.Accepted) file.load().apply(complete(5, at(11, "a")));

        assertThat(outcome.asserted()).containsExactly(name("a"));
    }

    private static AssignedUnit at(long second, String word) {
        return new AssignedUnit(
                name(word),
                file(1).hash(),
                DesiredState.LAUNCHED,
                Optional.of(file(1)),
                java.time.Instant.ofEpochSecond(second));
    }

    @Test
    void theUnitsPolicyIsRead() {
        assertThat(launched("a", 1).onPartition()).isEqualTo(PartitionPolicy.KEEP);
        assertThat(dev.flotilla.agent.reconcile.Cast.assignment("a", 1, DesiredState.LAUNCHED, "stop")
                        .onPartition())
                .isEqualTo(PartitionPolicy.STOP);
    }

    @Test
    void theFileBringsThemBack() throws IOException {
        AssignmentFile file = new AssignmentFile(directory.resolve("data"), directory.resolve("data"), NEVER);
        assertThat(file.load()).isEqualTo(Assignments.UNKNOWN);
        Assignments assignments = new Assignments(
                true, 7, assignments(launched("a", 1), loaded("b@1", 2)).units());

        file.save(assignments);

        assertThat(file.load()).isEqualTo(assignments);
        file.save(
                Assignments.UNKNOWN.merge(complete(8)) instanceof Assignments.Outcome.Accepted(var none, var _)
                        ? none
                        : assignments);
        assertThat(file.load().known()).isTrue();
        assertThat(file.load().units()).isEmpty();
    }

    @Test
    void aDamagedFileIsAnUnknownAssignmentNotAnEmptyOne() throws IOException {
        AssignmentFile file = new AssignmentFile(directory, directory, NEVER);
        file.save(assignments(launched("a", 1)));
        Path path = directory.resolve("assignments");
        byte[] good = Files.readAllBytes(path);

        for (int cut : new int[] {0, 3, 8, good.length - 1}) {
            Files.write(path, java.util.Arrays.copyOf(good, cut));
            assertThat(file.load()).as("cut at " + cut).isEqualTo(Assignments.UNKNOWN);
        }
        byte[] flipped = good.clone();
        flipped[good.length / 2] ^= 1;
        Files.write(path, flipped);
        assertThat(file.load()).isEqualTo(Assignments.UNKNOWN);
        Files.write(path, good);
        assertThat(file.load().units()).hasSize(1);
    }

    @Test
    void aSaveThatWasCutOffLeavesTheOldOne() throws IOException {
        AssignmentFile file = new AssignmentFile(directory, directory, NEVER);
        file.save(assignments(launched("a", 1)));
        Files.writeString(directory.resolve("assignments.next"), "half a fi");

        assertThat(file.load().units()).hasSize(1);
        file.save(assignments());
        assertThat(file.load().units()).isEmpty();
    }

    @Test
    void whatAPowerFailureTookIsReadFromTheSyncedCopy() throws IOException {
        AssignmentFile file = new AssignmentFile(directory, directory, Runnable::run);
        file.save(assignments(launched("a", 1)));
        Path path = directory.resolve("assignments");

        Files.write(path, new byte[0]);
        assertThat(file.load().units()).hasSize(1);
        Files.delete(path); // as when it was in memory
        assertThat(file.load().units()).hasSize(1);
    }

    @Test
    void changesOfAMomentAreSyncedOnce() throws IOException {
        List<Runnable> soon = new java.util.ArrayList<>();
        AssignmentFile file = new AssignmentFile(directory, directory, soon::add);
        file.save(assignments(launched("a", 1)));
        file.save(assignments(launched("a", 1), launched("b", 1)));

        assertThat(soon).hasSize(1);
        soon.removeFirst().run();
        Files.delete(directory.resolve("assignments"));
        assertThat(file.load().units()).hasSize(2);
        file.save(assignments());
        assertThat(soon).hasSize(1);
    }

    private static Assignments accepted(Assignments.Outcome outcome) {
        return ((Assignments.Outcome.Accepted) outcome).assignments();
    }

    private static RegistryMessage.Assignments complete(long revision, AssignedUnit... units) {
        return new RegistryMessage.Assignments(revision, true, List.of(units), List.of());
    }

    private static RegistryMessage.Assignments difference(long revision, List<AssignedUnit> units, UnitName... gone) {
        return new RegistryMessage.Assignments(revision, false, units, List.of(gone));
    }

    private static AssignedUnit with(String word, int version) {
        return new AssignedUnit(name(word), file(version).hash(), DesiredState.LAUNCHED, Optional.of(file(version)));
    }

    private static AssignedUnit without(String word, int version, DesiredState desired) {
        return new AssignedUnit(name(word), file(version).hash(), desired, Optional.empty());
    }
}
