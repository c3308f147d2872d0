package dev.flotilla.simulation.check;

import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitHash;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.registry.unit.UnitPage;
import dev.flotilla.registry.unit.UnitView;
import dev.flotilla.simulation.check.Oracle.RevisionCheck;
import dev.flotilla.store.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Users' calls: what they were told, against what the store held and holds. */
public final class Calls implements RevisionCheck {
    private final Verdict verdict;
    private final Oracle oracle;
    private final List<Call> open = new ArrayList<>();
    private long newestAcknowledged;

    /**
     * A call to change a unit that may still be carried out.
     *
     * @param content empty: it stays as it is
     * @param desired empty: it stays as it is
     * @param destroys the unit is to go
     */
    public record Call(UnitName unit, Optional<UnitHash> content, Optional<DesiredState> desired, boolean destroys) {
        boolean explains(Optional<Unit> after) {
            return after.map(unit -> !destroys
                            && content.map(unit.hash()::equals).orElse(true)
                            && desired.map(unit.desired()::equals).orElse(true))
                    .orElse(destroys);
        }
    }

    Calls(Verdict verdict, Oracle oracle) {
        this.verdict = verdict;
        this.oracle = oracle;
    }

    public void begins(Call call) {
        open.add(call);
    }

    /** It was carried out; its reader finds it at this revision. */
    public void acknowledged(Call call, long revision) {
        open.removeIf(other -> other == call);
        newestAcknowledged = Math.max(newestAcknowledged, revision);
        verdict.expect(
                call.explains(oracle.unitAt(call.unit(), revision)),
                Promise.ACKNOWLEDGED_WRITES_STAY,
                call + " was acknowledged at revision " + revision + ", where there is "
                        + words(oracle.unitAt(call.unit(), revision)));
    }

    /** It was refused: it must not have an effect. */
    public void refused(Call call) {
        open.removeIf(other -> other == call);
    }

    /** A reader was shown this when it asked for at least that revision. */
    public void read(UnitPage page, long atLeast) {
        verdict.expect(
                page.revision() >= atLeast,
                Promise.READS_SHOW_WHAT_WAS_WRITTEN,
                "revision " + atLeast + " was asked for, and " + page.revision() + " was shown");
        for (UnitView view : page.units()) {
            UnitName name = view.unit().name();
            verdict.expect(
                    oracle.unitAt(name, page.revision())
                            .map(Unit::revision)
                            .equals(Optional.of(view.unit().revision())),
                    Promise.READS_SHOW_WHAT_WAS_WRITTEN,
                    name + " was shown at revision " + page.revision() + " as of "
                            + view.unit().revision()
                            + ", but the store had "
                            + words(oracle.unitAt(name, page.revision())));
        }
    }

    /** Wrong input was answered so. */
    public void wrongInput(String what, boolean fits, String answer) {
        verdict.expect(fits, Promise.BAD_INPUT_CHANGES_NOTHING, what + " was answered with " + answer);
    }

    @Override
    public void look(ClusterState before, ClusterState after, long revision, List<Change> changes) {
        if (before == after) {
            return;
        }
        var names = new java.util.TreeSet<>(before.units().keySet());
        names.addAll(after.units().keySet());
        for (UnitName name : names) {
            Optional<Unit> was = Optional.ofNullable(before.units().get(name));
            Optional<Unit> now = Optional.ofNullable(after.units().get(name));
            if (!was.equals(now) && !saysTheSame(was, now)) {
                verdict.expect(
                        open.stream().anyMatch(call -> call.unit().equals(name) && call.explains(now)),
                        Promise.ACKNOWLEDGED_WRITES_STAY,
                        name + " became " + words(now) + " at revision " + revision + ", which no open call asks for");
            }
        }
    }

    /**
     * One attempt of a call was answered and an earlier one, slower, asks once more for what is there already. It finds
     * the unit as it was when that attempt was judged, or conflicts: nothing is undone.
     */
    private static boolean saysTheSame(Optional<Unit> was, Optional<Unit> now) {
        return was.isPresent()
                && was.map(Unit::hash).equals(now.map(Unit::hash))
                && was.map(Unit::desired).equals(now.map(Unit::desired));
    }

    @Override
    public void lostAfter(long kept) {
        verdict.expect(
                newestAcknowledged <= kept,
                Promise.ACKNOWLEDGED_WRITES_STAY,
                "revision " + newestAcknowledged + " was acknowledged, and the store came back with " + kept);
    }

    private static String words(Optional<Unit> unit) {
        return unit.map(found ->
                        found.desired().word() + " " + found.hash().shortForm() + " of revision " + found.revision())
                .orElse("nothing");
    }
}
