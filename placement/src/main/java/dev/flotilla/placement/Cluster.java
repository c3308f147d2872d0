package dev.flotilla.placement;

import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.placement.Pending;
import dev.flotilla.model.placement.Placement;
import dev.flotilla.model.requirement.Glob;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The state of a cluster as far as placement is concerned, kept up to date record by record in any order.
 *
 * <p>It also knows where to look: which units and machines something happened to since the last plan
 * ({@link #settled}). That only saves work. A plan moves and places the same units as one made after
 * {@link #lookEverywhere}; what the latter may add are the words for units that go on waiting.
 *
 * <p>Not thread-safe.
 */
public final class Cluster {
    final Occupancy occupancy = new Occupancy();
    private final NavigableMap<String, UnitEntry> entries = new TreeMap<>();
    /** To be on a machine and on none, by its records. */
    private final TreeSet<UnitEntry> unplaced = new TreeSet<>();
    /** Unplaced, and something happened to them. */
    private final TreeSet<UnitEntry> touched = new TreeSet<>();
    /** Machines where something happened that may make a unit leave. */
    private final TreeSet<Host> suspects = new TreeSet<>();
    /** Something happened that may give a waiting unit a place. */
    private boolean loosened;

    private boolean braked;

    /** A new or changed unit. */
    public void put(Unit unit) {
        UnitEntry entry = entry(unit.name());
        Unit before = entry.unit;
        if (before != null && samePlace(before, unit)) {
            entry.unit = unit;
            touch(entry);
            return;
        }
        unseat(entry);
        redeclare(entry, unit);
        seat(entry);
    }

    /** The unit is gone. */
    public void removeUnit(UnitName name) {
        change(name, entry -> {
            unseat(entry);
            redeclare(entry, null);
            seat(entry);
        });
    }

    /** A new or changed placement. */
    public void put(Placement placement) {
        UnitEntry entry = entry(placement.unit());
        Placement before = entry.placement;
        if (before != null && before.machine().equals(placement.machine())) {
            entry.placement = placement;
            return;
        }
        unseat(entry);
        entry.placement = placement;
        seat(entry);
    }

    /** The placement is gone. */
    public void removePlacement(UnitName name) {
        change(name, entry -> {
            unseat(entry);
            entry.placement = null;
            seat(entry);
        });
    }

    /** Why a unit waits, as it is on record. */
    public void put(Pending pending) {
        entry(pending.unit()).pending = pending;
    }

    /** There is no reason on record any more. */
    public void removePending(UnitName name) {
        change(name, entry -> {
            entry.pending = null;
            touch(entry);
        });
    }

    /** A new or changed machine. */
    public void put(Machine machine) {
        Host host = occupancy.host(machine.id());
        Machine before = host.machine;
        if (before != null && sameOffer(before, machine)) {
            host.machine = machine;
            return;
        }
        if (before == null) {
            occupancy.machinesChanged();
        }
        occupancy.machineChanged(host, () -> {
            host.machine = machine;
            host.metadata = machine.effectiveMetadata();
            host.zone = host.metadata.getOrDefault("zone", host.metadata.getOrDefault("region", ""));
        });
        suspect(host);
        loosened = true;
    }

    /** The machine is not known any more; units placed there are looked at as on a lost machine. */
    public void removeMachine(MachineId id) {
        Host host = occupancy.host(id);
        occupancy.machineChanged(host, () -> {
            host.machine = null;
            host.metadata = Map.of();
            host.zone = "";
        });
        occupancy.machinesChanged();
        suspect(host);
        forgetIfEmpty(host);
        loosened = true;
    }

    /** While it is engaged, units stay on lost machines. */
    public void brake(boolean engaged) {
        if (braked && !engaged) {
            lookEverywhere();
        }
        braked = engaged;
    }

    /** The next plan looks at every unit. */
    public void lookEverywhere() {
        loosened = true;
        suspects.addAll(occupancy.hosts());
        touched.addAll(unplaced);
    }

    /**
     * A plan was made of the present state and is about to be carried out: there is no need to look again at what it has room
     * for. When it is not carried out after all, {@link #lookEverywhere} makes up for it.
     */
    public void settled(Plan plan) {
        if (plan.departuresComplete()) {
            suspects.clear();
        }
        if (plan.complete()) {
            loosened = false;
            touched.clear();
            plan.unexplained().forEach(name -> find(name).ifPresent(this::touch));
        }
    }

    /** How many units are to be on a machine and are on none. */
    public int waiting() {
        return unplaced.size();
    }

    public Optional<Placement> placement(UnitName unit) {
        return Optional.ofNullable(entries.get(unit.value())).map(entry -> entry.placement);
    }

    public Optional<Pending> pending(UnitName unit) {
        return Optional.ofNullable(entries.get(unit.value())).map(entry -> entry.pending);
    }

    boolean isBraked() {
        return braked;
    }

    boolean isLoosened() {
        return loosened;
    }

    TreeSet<UnitEntry> unplaced() {
        return unplaced;
    }

    TreeSet<UnitEntry> touched() {
        return touched;
    }

    Collection<Host> suspects() {
        return suspects;
    }

    Optional<UnitEntry> find(UnitName name) {
        return Optional.ofNullable(entries.get(name.value()));
    }

    private static boolean samePlace(Unit before, Unit unit) {
        return (before.desired() == DesiredState.INACTIVE) == (unit.desired() == DesiredState.INACTIVE)
                && before.created().equals(unit.created())
                && before.requirements().hasSameConstraints(unit.requirements());
    }

    private static boolean sameOffer(Machine before, Machine machine) {
        return before.status() == machine.status()
                && before.capacity().equals(machine.capacity())
                && before.effectiveMetadata().equals(machine.effectiveMetadata());
    }

    private UnitEntry entry(UnitName name) {
        return entries.computeIfAbsent(name.value(), value -> occupancy.entry(name));
    }

    private void change(UnitName name, Consumer<UnitEntry> change) {
        UnitEntry entry = entries.get(name.value());
        if (entry != null) {
            change.accept(entry);
            forgetIfEmpty(entry);
        }
    }

    private void forgetIfEmpty(UnitEntry entry) {
        if (entry.isEmpty()) {
            entries.remove(entry.name.value());
        }
    }

    private void forgetIfEmpty(Host host) {
        if (occupancy.forgetIfEmpty(host)) {
            suspects.remove(host);
        }
    }

    /** Takes it out of every set that follows from its records. */
    private void unseat(UnitEntry entry) {
        Host host = entry.host;
        if (host != null) {
            occupancy.vacate(entry);
            suspect(host);
            forgetIfEmpty(host);
            loosened = true;
        }
        if (entry.isGlobal()) {
            occupancy.removeGlobal(entry);
            lookEverywhere();
        }
        unplaced.remove(entry);
        touched.remove(entry);
    }

    /** Puts it into the sets that follow from its records now. */
    private void seat(UnitEntry entry) {
        if (entry.isGlobal()) {
            occupancy.addGlobal(entry);
            lookEverywhere();
        } else if (entry.isPlaceable()) {
            Placement placement = entry.placement;
            if (placement == null) {
                unplaced.add(entry);
            } else {
                Host host = occupancy.host(placement.machine());
                occupancy.occupy(entry, host);
                suspect(host);
            }
        }
        touch(entry);
        entry.followers.forEach(this::touch);
    }

    private void touch(UnitEntry entry) {
        if (entry.host != null) {
            suspect(entry.host);
        } else if (unplaced.contains(entry)) {
            touched.add(entry);
        }
    }

    private void suspect(Host host) {
        suspects.add(host);
    }

    private void redeclare(UnitEntry entry, @Nullable Unit unit) {
        List<Pattern> released =
                Stream.concat(entry.conflicts.stream(), entry.replaces.stream()).toList();
        entry.requirements().machineOf().ifPresent(target -> change(target, peer -> peer.followers.remove(entry)));
        entry.unit = unit;
        entry.conflicts = use(entry.requirements().conflicts());
        entry.replaces = use(entry.requirements().replaces());
        entry.requirements()
                .machineOf()
                .ifPresent(target -> entry(target).followers.add(entry));
        released.forEach(this::release);
    }

    private List<Pattern> use(List<Glob> globs) {
        return globs.stream().map(this::use).toList();
    }

    private Pattern use(Glob glob) {
        Pattern pattern = occupancy.patterns.use(glob);
        if (pattern.uses == 1) {
            matching(pattern).forEach(entry -> occupancy.match(entry, pattern));
        }
        return pattern;
    }

    private void release(Pattern pattern) {
        if (occupancy.patterns.release(pattern)) {
            matching(pattern).forEach(entry -> entry.matchedBy.remove(pattern));
        }
    }

    private List<UnitEntry> matching(Pattern pattern) {
        String start = Patterns.start(pattern.glob);
        return entries.subMap(start, true, start + Character.MAX_VALUE, false).values().stream()
                .filter(entry -> pattern.glob.matches(entry.name.value()))
                .toList();
    }
}
