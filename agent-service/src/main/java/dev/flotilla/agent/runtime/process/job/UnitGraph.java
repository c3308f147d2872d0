package dev.flotilla.agent.runtime.process.job;

import dev.flotilla.agent.runtime.process.definition.Dependencies;
import dev.flotilla.agent.runtime.process.definition.Dependencies.Kind;
import dev.flotilla.model.unit.UnitName;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The units there are, and who names whom. */
public final class UnitGraph {
    private final Map<UnitName, JobUnit> units = new LinkedHashMap<>();
    private final Map<UnitName, Dependencies> indexed = new HashMap<>();
    private final Map<Kind, Map<UnitName, Set<UnitName>>> namedBy = new EnumMap<>(Kind.class);

    /** Adds the unit, or takes note of its new dependencies. */
    public void put(JobUnit unit) {
        unindex(unit.name());
        units.put(unit.name(), unit);
        indexed.put(unit.name(), unit.dependencies());
        unit.dependencies()
                .byKind()
                .forEach((kind, names) -> names.forEach(name -> namedBy(kind)
                        .computeIfAbsent(name, n -> new LinkedHashSet<>())
                        .add(unit.name())));
    }

    public void remove(UnitName name) {
        unindex(name);
        units.remove(name);
    }

    private void unindex(UnitName name) {
        Dependencies before = indexed.remove(name);
        if (before == null) {
            return;
        }
        before.byKind()
                .forEach((kind, names) -> names.forEach(other -> {
                    Set<UnitName> sources = namedBy(kind).get(other);
                    if (sources != null && sources.remove(name) && sources.isEmpty()) {
                        namedBy(kind).remove(other);
                    }
                }));
    }

    private Map<UnitName, Set<UnitName>> namedBy(Kind kind) {
        return namedBy.computeIfAbsent(kind, k -> new HashMap<>());
    }

    Optional<JobUnit> find(UnitName name) {
        return Optional.ofNullable(units.get(name));
    }

    /** Units of ours that the unit names in these options. */
    Set<JobUnit> named(JobUnit unit, Kind... kinds) {
        var result = new LinkedHashSet<JobUnit>();
        for (Kind kind : kinds) {
            unit.dependencies().of(kind).forEach(name -> find(name).ifPresent(result::add));
        }
        result.remove(unit);
        return result;
    }

    /** Units of ours that name the unit in these options. */
    Set<JobUnit> naming(JobUnit unit, Kind... kinds) {
        var result = new LinkedHashSet<JobUnit>();
        for (Kind kind : kinds) {
            namedBy(kind).getOrDefault(unit.name(), Set.of()).forEach(name -> find(name)
                    .ifPresent(result::add));
        }
        result.remove(unit);
        return result;
    }

    /** Those that start before the unit does and stop after it. */
    Set<JobUnit> before(JobUnit unit) {
        var result = new HashSet<>(named(unit, Kind.AFTER));
        result.addAll(naming(unit, Kind.BEFORE));
        return result;
    }

    /** Those that start after the unit does and stop before it. */
    Set<JobUnit> after(JobUnit unit) {
        var result = new HashSet<>(named(unit, Kind.BEFORE));
        result.addAll(naming(unit, Kind.AFTER));
        return result;
    }
}
