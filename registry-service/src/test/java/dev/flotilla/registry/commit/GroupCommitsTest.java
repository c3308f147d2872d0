package dev.flotilla.registry.commit;

import static dev.flotilla.registry.testing.Lab.desire;
import static dev.flotilla.registry.testing.Lab.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.registry.testing.FlakyStore.Fate;
import dev.flotilla.registry.testing.Lab;
import dev.flotilla.registry.testing.Lab.Replica;
import dev.flotilla.registry.unit.PutResult;
import dev.flotilla.registry.watch.Delivery;
import dev.flotilla.registry.watch.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Unit writes that are under way together, as their callers see them. */
class GroupCommitsTest {
    private static final int MANY = 60;
    private final Lab lab = Lab.withOneReplica();

    private List<CompletableFuture<PutResult>> submit(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> lab.registry().unitWrites().put(put(name(i), DesiredState.LAUNCHED)))
                .toList();
    }

    private static String name(int number) {
        return "u" + number + ".service";
    }

    private DesiredState desired(int number) {
        return lab.unit(name(number)).unit().desired();
    }

    @Test
    void manyWritesCostFewCommitsAndEachIsAnsweredWithItsUnitsRevision() {
        long before = lab.store.commits();
        List<CompletableFuture<PutResult>> calls = submit(MANY);
        for (int i = 0; i < MANY; i++) {
            assertThat(lab.get(calls.get(i)).revision())
                    .isEqualTo(lab.unit(name(i)).unit().revision());
        }
        assertThat(lab.store.commits() - before).isLessThanOrEqualTo(4);
    }

    @Test
    void eachChangeOfAGroupIsToldWithItsOwnCause() {
        long known = lab.put(put("a.service", DesiredState.LAUNCHED)).revision();
        Map<String, String> causes = new TreeMap<>();
        var subscription = lab.get(lab.registry().watches().open(Set.of(Kind.UNIT), known, delivery -> {
            if (delivery instanceof Delivery.Changes(long revision, var changes)) {
                changes.forEach(change -> causes.put(String.valueOf(change.key()), change.cause()));
            }
        }));
        subscription.request();
        lab.loop.run(); // the sign of life
        subscription.request();
        var first = lab.registry().unitWrites().put(desire("a.service", DesiredState.LOADED));
        var second = lab.registry().unitWrites().put(put("b.service", DesiredState.LOADED));
        assertThat(lab.get(first).revision()).isEqualTo(lab.get(second).revision());
        lab.loop.run();
        assertThat(causes.values()).containsExactly("asked to be loaded by me", "submitted by me");
    }

    @Test
    void whoWasOvertakenLosesAloneAndTheOthersGetThrough() {
        Replica second = lab.replica("r2");
        submit(3).forEach(lab::get);
        lab.link()
                .beforeNextCommit(
                        () -> lab.get(second.registry().unitWrites().put(desire(name(1), DesiredState.INACTIVE))));
        var calls = IntStream.range(0, 3)
                .mapToObj(i -> lab.registry().unitWrites().put(desire(name(i), DesiredState.LOADED)))
                .toList();
        calls.forEach(call -> assertThat(lab.get(call).outcome()).isEqualTo(PutResult.Outcome.CHANGED));
        assertThat(IntStream.range(0, 3).mapToObj(this::desired)).containsOnly(DesiredState.LOADED);
    }

    @Test
    void anExpectedRevisionThatIsNotMetIsRefusedToItsCallerAlone() {
        Replica second = lab.replica("r2");
        long old = submit(2).stream().map(lab::get).toList().getLast().revision();
        lab.link()
                .beforeNextCommit(
                        () -> lab.get(second.registry().unitWrites().put(desire(name(1), DesiredState.INACTIVE))));
        var free = lab.registry().unitWrites().put(desire(name(0), DesiredState.LOADED));
        var bound = lab.registry()
                .unitWrites()
                .put(new dev.flotilla.registry.unit.PutUnit(
                        UnitName.parse(name(1)),
                        java.util.Optional.empty(),
                        java.util.Optional.of(DesiredState.LOADED),
                        "me",
                        old));
        assertThat(lab.get(free).outcome()).isEqualTo(PutResult.Outcome.CHANGED);
        assertThat(lab.error(bound)).isInstanceOf(FlotillaError.Conflict.class);
        assertThat(desired(1)).isEqualTo(DesiredState.INACTIVE);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fate.class,
            names = {"ANSWER_LOST", "NEVER_ARRIVED", "LATE"})
    void whatBecameOfAGroupIsFoundOutForEach(Fate fate) {
        submit(3).forEach(lab::get);
        lab.link().next(transaction -> true, fate);
        var calls = IntStream.range(0, 3)
                .mapToObj(i -> lab.registry().unitWrites().put(desire(name(i), DesiredState.LOADED)))
                .toList();
        List<PutResult> results = calls.stream().map(lab::get).toList();
        lab.link().releaseHeld();
        lab.loop.run();
        for (int i = 0; i < 3; i++) {
            assertThat(desired(i)).isEqualTo(DesiredState.LOADED);
            assertThat(lab.unit(name(i)).unit().revision())
                    .isEqualTo(results.get(i).revision());
        }
    }

    /** It waits for the group before; meanwhile its caller asked elsewhere, and was overruled. */
    @Test
    void whatNobodyWantsAnyMoreIsNotSentWhenItsTurnComes() {
        Replica second = lab.replica("r2");
        AtomicBoolean wanted = new AtomicBoolean(true);
        CompletableFuture<CompletableFuture<PutResult>> behind = new CompletableFuture<>();
        lab.link().beforeNextCommit(() -> {
            behind.complete(lab.registry().unitWrites().put(put("b.service", DesiredState.LAUNCHED), wanted::get));
            lab.get(second.registry().unitWrites().put(put("b.service", DesiredState.LAUNCHED)));
            lab.get(second.registry().unitWrites().destroy(UnitName.parse("b.service"), "me"));
            wanted.set(false);
        });
        lab.put(put("a.service", DesiredState.LAUNCHED));
        assertThat(lab.error(behind.join())).isInstanceOf(FlotillaError.Unavailable.class);
        assertThat(lab.stored(lab.keys.unit("b.service"))).isEmpty();
    }

    @Test
    void writersOfTheSameUnitsAtTwoReplicasAllGetThrough() {
        Replica second = lab.replica("r2");
        submit(5).forEach(lab::get);
        List<CompletableFuture<PutResult>> calls = new ArrayList<>();
        for (int round = 0; round < 6; round++) {
            for (int i = 0; i < 5; i++) {
                var registry = (round + i) % 2 == 0 ? lab.registry() : second.registry();
                calls.add(registry.unitWrites()
                        .put(put(name(i), DesiredState.LAUNCHED, "MachineMetadata=version=" + round)));
            }
        }
        calls.forEach(call -> assertThat(lab.get(call).outcome()).isEqualTo(PutResult.Outcome.REPLACED));
    }
}
