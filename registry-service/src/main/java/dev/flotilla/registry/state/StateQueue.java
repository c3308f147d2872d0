package dev.flotilla.registry.state;

import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.state.UnitState;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.registry.watch.Cluster;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reported states on their way into the store. Of several for the same unit and machine only the newest waits, so the queue is
 * bounded by what there is to report, however long the store is away.
 */
final class StateQueue {
    private final Map<Key, Op> waiting = new LinkedHashMap<>();
    private final Map<MachineId, Complete> completes = new LinkedHashMap<>();
    /** What was written, or may have been, and the revision from which on the cluster shows what came of it. */
    private final Map<Key, Long> unseen = new HashMap<>();

    record Key(MachineId machine, UnitName unit) {}

    /**
     * What is to become of one state.
     *
     * @param state empty: it goes
     * @param reports who waits for it
     */
    record Op(Key key, String session, Optional<UnitState> state, Set<PendingReport> reports) {}

    private record Complete(String session, PendingReport report) {}

    boolean isEmpty() {
        return waiting.isEmpty() && completes.isEmpty();
    }

    void add(MachineId machine, String session, StateReport report, PendingReport pending) {
        if (report.complete()) {
            forget(machine);
            completes.put(machine, new Complete(session, pending));
            pending.expect();
        }
        for (UnitState state : report.changed()) {
            put(new Op(new Key(machine, state.unit()), session, Optional.of(state), waitedForBy(pending)));
        }
        for (UnitName unit : report.removed()) {
            put(new Op(new Key(machine, unit), session, Optional.empty(), waitedForBy(pending)));
        }
    }

    /** Puts operations back that could not be stored, unless something newer waits: also a complete report is newer. */
    void putBack(List<Op> ops) {
        Map<Key, Op> newer = new LinkedHashMap<>(waiting);
        waiting.clear();
        for (Op op : ops) {
            if (completes.containsKey(op.key().machine())) {
                op.reports().forEach(PendingReport::stored);
            } else {
                waiting.put(op.key(), op);
            }
        }
        newer.values().forEach(this::put);
    }

    /** These were stored: what a cluster before this revision shows of them is too old. */
    void written(List<Op> ops, long revision) {
        ops.forEach(op -> unseen.put(op.key(), revision));
    }

    /** These may have been stored, or may be yet: what a cluster shows of them proves nothing until they are written. */
    void doubtful(List<Op> ops) {
        written(ops, Long.MAX_VALUE);
    }

    /** The session is over, and with it whatever was under way. */
    void settled(Op op) {
        unseen.remove(op.key());
    }

    /** The next operations, the oldest first; what is so already is told at once and left out. */
    List<Op> take(int limit, Cluster cluster) {
        unseen.values().removeIf(revision -> revision <= cluster.revision());
        expandCompletes(cluster);
        List<Op> taken = new ArrayList<>();
        var ops = waiting.values().iterator();
        while (ops.hasNext() && taken.size() < limit) {
            Op op = ops.next();
            ops.remove();
            if (isSo(op, cluster)) {
                op.reports().forEach(PendingReport::stored);
            } else {
                taken.add(op);
            }
        }
        return taken;
    }

    /** A complete report makes every state go that neither it nor a later report names. */
    private void expandCompletes(Cluster cluster) {
        completes.forEach((machine, complete) -> {
            for (Key key : known(machine, cluster)) {
                if (!waiting.containsKey(key)) {
                    put(new Op(key, complete.session(), Optional.empty(), waitedForBy(complete.report())));
                }
            }
            complete.report().stored();
        });
        completes.clear();
    }

    private Set<Key> known(MachineId machine, Cluster cluster) {
        Set<Key> keys = new LinkedHashSet<>();
        cluster.statesOn(machine).keySet().forEach(unit -> keys.add(new Key(machine, unit)));
        unseen.keySet().stream().filter(key -> key.machine().equals(machine)).forEach(keys::add);
        return keys;
    }

    private void forget(MachineId machine) {
        waiting.values().removeIf(op -> {
            boolean older = op.key().machine().equals(machine);
            if (older) {
                op.reports().forEach(PendingReport::stored);
            }
            return older;
        });
        Complete older = completes.remove(machine);
        if (older != null) {
            older.report().stored();
        }
    }

    /** Whoever waits for an older state is served by the newer one. */
    private void put(Op op) {
        Op older = waiting.remove(op.key());
        if (older != null) {
            for (PendingReport report : older.reports()) {
                if (!op.reports().add(report)) {
                    report.stored(); // it names the unit twice
                }
            }
        }
        waiting.put(op.key(), op);
    }

    private boolean isSo(Op op, Cluster cluster) {
        if (unseen.containsKey(op.key())) {
            return false;
        }
        UnitState stored = cluster.statesOn(op.key().machine()).get(op.key().unit());
        return op.state().map(state -> state.equals(stored)).orElse(stored == null);
    }

    private static Set<PendingReport> waitedForBy(PendingReport report) {
        report.expect();
        Set<PendingReport> reports = new LinkedHashSet<>();
        reports.add(report);
        return reports;
    }
}
