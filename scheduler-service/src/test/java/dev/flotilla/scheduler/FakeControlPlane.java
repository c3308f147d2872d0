package dev.flotilla.scheduler;

import dev.flotilla.client.Endpoint;
import dev.flotilla.client.Leader;
import dev.flotilla.client.election.Campaign;
import dev.flotilla.client.placement.CommitOutcome;
import dev.flotilla.client.placement.PlacementChange;
import dev.flotilla.client.watch.WatchBatch;
import dev.flotilla.client.watch.WatchChange;
import dev.flotilla.client.watch.WatchItem;
import dev.flotilla.client.watch.WatchKind;
import dev.flotilla.client.watch.WatchListener;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.machine.Capacity;
import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.machine.MachineStatus;
import dev.flotilla.model.placement.Explanation;
import dev.flotilla.model.placement.Pending;
import dev.flotilla.model.placement.Placement;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.scheduler.controlplane.ControlPlane;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * A registry in memory, with the registry's rules for elections and commits, and a few ways to misbehave. Its schedulers
 * share one virtual loop.
 */
public final class FakeControlPlane implements ControlPlane {
    private static final Endpoint HERE = new Endpoint("127.0.0.1", 1);

    public final Map<String, Unit> units = new TreeMap<>();
    public final Map<String, Machine> machines = new TreeMap<>();
    public final Map<String, Placement> placements = new TreeMap<>();
    public final Map<String, Pending> pending = new TreeMap<>();
    /** Every commit that was asked for, with its term. */
    public final List<Commit> commits = new ArrayList<>();

    /** Nobody answers. */
    public boolean down;
    /** Commits are taken in but not carried out until {@link #release}. */
    public boolean holdCommits;
    /** Changes of the watch are kept back until {@link #catchUp}. */
    public boolean holdWatch;
    /** Refuses a unit's changes so many times. */
    public final Map<String, Integer> refusals = new LinkedHashMap<>();

    private final VirtualLoop loop;
    private final List<WatchListener> listeners = new ArrayList<>();
    private final List<Runnable> heldCommits = new ArrayList<>();
    private final List<WatchBatch> heldBatches = new ArrayList<>();
    private final Map<Long, Long> leases = new LinkedHashMap<>();
    private Optional<Leader> leader = Optional.empty();
    private long leaderLease;
    private long revision = 100;
    private long lastLease;

    /** What a scheduler asked for. */
    public record Commit(long term, List<PlacementChange> changes) {}

    public FakeControlPlane(VirtualLoop loop) {
        this.loop = loop;
    }

    @Override
    public Following watch(WatchListener listener) {
        listeners.add(listener);
        if (!down) {
            listener.onConnected(HERE);
            listener.onSnapshot(everything(), revision);
        }
        return () -> listeners.remove(listener);
    }

    private List<WatchItem> everything() {
        List<WatchItem> items = new ArrayList<>();
        units.values().forEach(unit -> items.add(new WatchItem.OfUnit(unit)));
        machines.values().forEach(machine -> items.add(new WatchItem.OfMachine(machine)));
        placements.values().forEach(placement -> items.add(new WatchItem.OfPlacement(placement)));
        pending.values().forEach(waiting -> items.add(new WatchItem.OfPending(waiting)));
        leader.ifPresent(found -> items.add(new WatchItem.OfLeader(found)));
        return items;
    }

    @Override
    public CompletableFuture<Campaign> campaign(String candidate, long leaseId, Duration ttl) {
        if (down) {
            return unavailable();
        }
        expire();
        long lease = leases.containsKey(leaseId) ? leaseId : ++lastLease;
        leases.put(lease, loop.nanoTime() + ttl.toNanos());
        if (leader.isEmpty()) {
            leader = Optional.of(new Leader(candidate, ++revision));
            leaderLease = lease;
            tell(new WatchChange.Put(revision, new WatchItem.OfLeader(leader.get()), ""));
        }
        return CompletableFuture.completedFuture(new Campaign(leaderLease == lease, leader, lease, ttl));
    }

    @Override
    public CompletableFuture<Void> resign(String candidate, long leaseId) {
        leases.remove(leaseId);
        expire();
        return CompletableFuture.completedFuture(null);
    }

    /** Leases that were not renewed end, and with them the leadership. */
    public void expire() {
        leases.values().removeIf(until -> until <= loop.nanoTime());
        if (leader.isPresent() && !leases.containsKey(leaderLease)) {
            leader = Optional.empty();
            tell(new WatchChange.Removed(++revision, WatchKind.LEADER, "", "", ""));
        }
    }

    /** Somebody else leads all of a sudden. */
    public void usurp(String candidate) {
        leader = Optional.of(new Leader(candidate, ++revision));
        leaderLease = ++lastLease;
        leases.put(leaderLease, Long.MAX_VALUE);
        tell(new WatchChange.Put(revision, new WatchItem.OfLeader(leader.get()), ""));
    }

    public Optional<Leader> leader() {
        return leader;
    }

    @Override
    public CompletableFuture<CommitOutcome> commit(long term, List<PlacementChange> changes) {
        commits.add(new Commit(term, changes));
        if (down) {
            return unavailable();
        }
        CompletableFuture<CommitOutcome> outcome = new CompletableFuture<>();
        Runnable work = () -> carryOut(term, changes, outcome);
        if (holdCommits) {
            heldCommits.add(work);
        } else {
            work.run();
        }
        return outcome;
    }

    /** Carries out what was held. */
    public void release() {
        holdCommits = false;
        List<Runnable> work = List.copyOf(heldCommits);
        heldCommits.clear();
        work.forEach(Runnable::run);
    }

    private void carryOut(long term, List<PlacementChange> changes, CompletableFuture<CommitOutcome> outcome) {
        expire();
        if (leader.filter(found -> found.term() == term).isEmpty()) {
            outcome.completeExceptionally(new FlotillaError.Denied("term " + term + " is over").asException());
            return;
        }
        List<CommitOutcome.Refused> refused = new ArrayList<>();
        List<WatchChange> told = new ArrayList<>();
        for (PlacementChange change : changes) {
            Optional<String> fault = fault(change);
            if (fault.isPresent()) {
                refused.add(new CommitOutcome.Refused(change.unit(), fault.get()));
            } else {
                told.addAll(apply(change, term));
            }
        }
        outcome.complete(new CommitOutcome(revision, refused));
        if (!told.isEmpty()) {
            tell(told.toArray(WatchChange[]::new));
        }
    }

    private Optional<String> fault(PlacementChange change) {
        String name = change.unit().value();
        if (refusals.merge(name, -1, Integer::sum) >= 0) {
            return Optional.of("it was overtaken by another change");
        }
        Unit unit = units.get(name);
        if (unit == null || unit.revision() != change.unitRevision()) {
            return Optional.of("the unit was changed");
        }
        Placement placement = placements.get(name);
        if ((placement == null ? 0 : placement.revision()) != change.placementRevision()) {
            return Optional.of("the unit's placement was changed");
        }
        if (change.decision() instanceof PlacementChange.Decision.Place place
                && machines.get(place.machine().value()).revision() != place.machineRevision()) {
            return Optional.of("the machine was changed");
        }
        return change.guards().stream()
                .filter(guard -> !guard.machine()
                        .equals(Optional.ofNullable(placements.get(guard.unit().value()))
                                .map(Placement::machine)))
                .findFirst()
                .map(guard -> "the placement of " + guard.unit() + " is not as the plan says");
    }

    private List<WatchChange> apply(PlacementChange change, long term) {
        String name = change.unit().value();
        long at = ++revision;
        List<WatchChange> changes = new ArrayList<>();
        Explanation why = change.decision().explanation();
        if (change.decision() instanceof PlacementChange.Decision.Place place) {
            placements.put(name, new Placement(change.unit(), place.machine(), term, why, Instant.EPOCH, at));
            changes.add(new WatchChange.Put(at, new WatchItem.OfPlacement(placements.get(name)), change.cause()));
            if (pending.remove(name) != null) {
                changes.add(new WatchChange.Removed(at, WatchKind.PENDING, name, "", change.cause()));
            }
            return changes;
        }
        if (placements.remove(name) != null) {
            changes.add(new WatchChange.Removed(at, WatchKind.PLACEMENT, name, "", change.cause()));
        }
        pending.put(name, new Pending(change.unit(), why, Instant.EPOCH, at));
        changes.add(new WatchChange.Put(at, new WatchItem.OfPending(pending.get(name)), change.cause()));
        return changes;
    }

    private void tell(WatchChange... changes) {
        WatchBatch batch = new WatchBatch(revision, List.of(changes));
        if (holdWatch) {
            heldBatches.add(batch);
        } else {
            List.copyOf(listeners).forEach(listener -> listener.onChanges(batch));
        }
    }

    /** The watch tells what it has kept back. */
    public void catchUp() {
        holdWatch = false;
        heldBatches.forEach(batch -> List.copyOf(listeners).forEach(listener -> listener.onChanges(batch)));
        heldBatches.clear();
    }

    /** The watch starts over, as when its history is gone; what was kept back is in the snapshot. */
    public void snapshotAgain() {
        holdWatch = false;
        heldBatches.clear();
        List.copyOf(listeners).forEach(listener -> listener.onSnapshot(everything(), revision));
    }

    public void disconnect() {
        down = true;
        List.copyOf(listeners).forEach(listener -> listener.onDisconnected(new FlotillaError.Unavailable("gone")));
    }

    public void reconnect() {
        down = false;
        List.copyOf(listeners).forEach(listener -> {
            listener.onConnected(HERE);
            listener.onSnapshot(everything(), revision);
        });
    }

    /** Has the watch say something that cannot be taken in. */
    public void talkNonsense() {
        tell(new WatchChange.Removed(++revision, WatchKind.UNIT, "no unit name", "", ""));
    }

    public void machine(String id, MachineStatus status) {
        Machine machine = new Machine(
                new MachineId(id),
                "10.0.0.1",
                Map.of(),
                Map.of(),
                Capacity.UNKNOWN,
                status,
                "session",
                "replica",
                "",
                "boot",
                Instant.EPOCH,
                ++revision);
        machines.put(id, machine);
        tell(new WatchChange.Put(revision, new WatchItem.OfMachine(machine), ""));
    }

    public void unit(String name, String... requirements) {
        UnitFile file = UnitFile.parse(
                name, "[Service]\nExecStart=/bin/true\n[X-Fleet]\n" + String.join("\n", requirements) + "\n");
        Unit unit = Unit.define(UnitName.parse(name), file, DesiredState.LAUNCHED, Instant.EPOCH, "test")
                .withRevision(++revision);
        units.put(name, unit);
        tell(new WatchChange.Put(revision, new WatchItem.OfUnit(unit), ""));
    }

    public String where(String unit) {
        return Optional.ofNullable(placements.get(unit))
                .map(placement -> placement.machine().value())
                .orElse("");
    }

    private static <T> CompletableFuture<T> unavailable() {
        return CompletableFuture.failedFuture(new FlotillaError.Unavailable("no replica answers").asException());
    }
}
