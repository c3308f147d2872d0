package dev.flotilla.simulation.check;

import dev.flotilla.agent.runtime.RuntimeUnit;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.state.UnitState;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.registry.record.Records;
import dev.flotilla.simulation.check.Oracle.RevisionCheck;
import dev.flotilla.store.Change;
import dev.flotilla.store.key.KeyScheme;
import dev.flotilla.store.key.ParsedKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is stored of a unit's states follows what happened to it, skipping perhaps, but never back. */
public final class Reports implements RevisionCheck {
    private static final KeyScheme KEYS = new KeyScheme();

    private final Verdict verdict;
    private final Map<String, List<String>> happened = new HashMap<>();
    private final Map<String, Integer> stored = new HashMap<>();

    Reports(Verdict verdict) {
        this.verdict = verdict;
    }

    /** The unit looks so now on its machine. */
    public void happened(MachineId machine, RuntimeUnit unit) {
        var status = unit.status();
        String look = look(status.active(), status.sub(), status.since().toString());
        List<String> looks = happened.computeIfAbsent(key(machine, unit.name()), k -> new ArrayList<>());
        if (looks.isEmpty() || !looks.getLast().equals(look)) {
            looks.add(look);
        }
    }

    @Override
    public void look(ClusterState before, ClusterState after, long revision, List<Change> changes) {
        for (Change change : changes) {
            if (change instanceof Change.Put put && KEYS.parse(change.key()) instanceof ParsedKey.State) {
                stored(Records.state(put.entry()), revision);
            }
        }
    }

    private void stored(UnitState state, long revision) {
        String key = key(state.machine(), state.unit());
        String look = look(state.active(), state.sub(), state.since().toString());
        int index = happened.getOrDefault(key, List.of()).lastIndexOf(look);
        if (index < 0) {
            return; // what could not even be loaded
        }
        int newest = stored.getOrDefault(key, -1);
        verdict.expect(
                index >= newest,
                Promise.REPORTS_GO_FORWARD,
                "the state of " + state.unit() + " on " + state.machine() + " went back to " + look + " at revision "
                        + revision);
        stored.put(key, Math.max(index, newest));
    }

    private static String key(MachineId machine, UnitName unit) {
        return machine.value() + "/" + unit.value();
    }

    private static String look(String active, String sub, String since) {
        return active + " " + sub + " since " + since;
    }
}
