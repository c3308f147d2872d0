package dev.flotilla.placement;

import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.requirement.GlobalUnits;
import dev.flotilla.model.requirement.Requirements;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which unit is on which machine, with every index that follows from it. Both a record and a plan in the making move units here. */
final class Occupancy {
    final HostIndex index = new HostIndex();
    final Patterns patterns = new Patterns();
    private final NavigableMap<String, Host> hosts = new TreeMap<>();
    private final NavigableMap<UnitName, UnitEntry> globals = new TreeMap<>();
    private final Map<UnitName, Siblings> siblings = new HashMap<>();
    private final NavigableSet<Host> restless = new TreeSet<>();
    private boolean stale;

    Host host(MachineId id) {
        return hosts.computeIfAbsent(id.value(), value -> new Host(id));
    }

    Collection<Host> hosts() {
        return hosts.values();
    }

    NavigableMap<String, Host> byId() {
        return hosts;
    }

    /** The machines that are {@link Host#isRestless() restless}: nobody has to look through all machines for them. */
    NavigableSet<Host> restless() {
        return restless;
    }

    /** A machine without a record is kept only as long as units are placed there. */
    boolean forgetIfEmpty(Host host) {
        return host.machine == null && host.units.isEmpty() && hosts.remove(host.id.value(), host);
    }

    /** The pattern is new, and matches the unit. */
    void match(UnitEntry entry, Pattern pattern) {
        entry.matchedBy.add(pattern);
        if (entry.host != null) {
            pattern.matching.add(entry.host);
        }
        if (entry.isGlobal()) {
            hosts.values().stream().filter(host -> host.globals.contains(entry)).forEach(pattern.matching::add);
        }
    }

    /** The machines have changed: their order is made anew before the next plan. */
    void machinesChanged() {
        stale = true;
    }

    void freshen() {
        if (!stale) {
            return;
        }
        stale = false;
        index.rebuild(
                hosts.values().stream().filter(host -> host.machine != null).toList());
        patterns.all().forEach(Pattern::reindex);
        siblings.values().forEach(Siblings::reindex);
    }

    /** A name that is new to the cluster. */
    UnitEntry entry(UnitName name) {
        UnitEntry entry = new UnitEntry(
                name, name.template().map(template -> siblings.computeIfAbsent(template, t -> new Siblings())));
        entry.matchedBy.addAll(patterns.matching(name.value()));
        return entry;
    }

    void occupy(UnitEntry entry, Host host) {
        entry.host = host;
        host.units.add(entry);
        if (host.isIndexed()) {
            index.loadChanged(host, host.units.size() - 1);
        }
        if (entry.siblings != null) {
            entry.siblings.add(host);
        }
        host.replacers += entry.replaces.isEmpty() ? 0 : 1;
        enter(entry, host);
        unitsChanged(host);
    }

    void vacate(UnitEntry entry) {
        Host host = entry.host;
        if (host == null) {
            return;
        }
        entry.host = null;
        host.units.remove(entry);
        if (host.isIndexed()) {
            index.loadChanged(host, host.units.size() + 1);
        }
        if (entry.siblings != null) {
            entry.siblings.remove(host);
        }
        host.replacers -= entry.replaces.isEmpty() ? 0 : 1;
        leave(entry, host);
        unitsChanged(host);
    }

    private void enter(UnitEntry entry, Host host) {
        for (Pattern pattern : entry.matchedBy) {
            pattern.matching.add(host);
        }
        for (Pattern pattern : entry.conflicts) {
            pattern.conflicting.add(host);
        }
        for (Pattern pattern : entry.replaces) {
            pattern.replacing.add(host);
        }
        reserve(entry.requirements(), host, 1);
    }

    private void leave(UnitEntry entry, Host host) {
        for (Pattern pattern : entry.matchedBy) {
            pattern.matching.remove(host);
        }
        for (Pattern pattern : entry.conflicts) {
            pattern.conflicting.remove(host);
        }
        for (Pattern pattern : entry.replaces) {
            pattern.replacing.remove(host);
        }
        reserve(entry.requirements(), host, -1);
    }

    private static void reserve(Requirements requirements, Host host, int sign) {
        host.reserved = host.reserved.plus(Reserved.of(requirements), sign);
    }

    /** Its record is another one. */
    void machineChanged(Host host, Runnable change) {
        List<UnitEntry> units = List.copyOf(host.units);
        units.forEach(this::vacate);
        clearGlobals(host);
        if (host.isIndexed()) {
            index.remove(host);
        }
        change.run();
        if (host.isIndexed()) {
            index.add(host);
        }
        units.forEach(unit -> occupy(unit, host));
        refreshGlobals(host);
    }

    private void unitsChanged(Host host) {
        if (host.isRestless()) {
            restless.add(host);
        } else {
            restless.remove(host);
        }
        refreshGlobalsThatMind(host);
    }

    private void refreshGlobalsThatMind(Host host) {
        // Without conflicts, only metadata decides on what is global.
        for (UnitEntry global : globals.values()) {
            if (!global.conflicts.isEmpty() || !global.matchedBy.isEmpty()) {
                refreshGlobals(host);
                return;
            }
        }
    }

    void addGlobal(UnitEntry entry) {
        globals.put(entry.name, entry);
        hosts.values().forEach(this::refreshGlobals);
    }

    void removeGlobal(UnitEntry entry) {
        hosts.values().forEach(this::clearGlobals);
        globals.remove(entry.name);
        hosts.values().forEach(this::refreshGlobals);
    }

    private void refreshGlobals(Host host) {
        clearGlobals(host);
        if (globals.isEmpty() || !host.isAlive()) {
            return;
        }
        List<UnitEntry> eligible = new ArrayList<>();
        for (Unit unit : GlobalUnits.eligible(units(globals.values()), host.metadata, units(host.units))) {
            UnitEntry entry = globals.get(unit.name());
            if (entry != null) {
                eligible.add(entry);
                enter(entry, host);
            }
        }
        host.globals = eligible;
    }

    private void clearGlobals(Host host) {
        host.globals.forEach(global -> leave(global, host));
        host.globals = List.of();
    }

    private static List<Unit> units(Collection<UnitEntry> entries) {
        List<Unit> units = new ArrayList<>(entries.size());
        for (UnitEntry entry : entries) {
            @Nullable Unit unit = entry.unit;
            if (unit != null) {
                units.add(unit);
            }
        }
        return units;
    }
}
