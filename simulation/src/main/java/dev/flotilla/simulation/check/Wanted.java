package dev.flotilla.simulation.check;

import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitHash;

/** What a machine is to make of a unit. */
public record Wanted(UnitHash hash, DesiredState desired) {
    static Wanted of(Unit unit) {
        return new Wanted(unit.hash(), unit.desired());
    }

    boolean isLaunched(UnitHash content) {
        return desired == DesiredState.LAUNCHED && hash.equals(content);
    }
}
