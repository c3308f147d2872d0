package dev.flotilla.registry.unit;

import java.util.List;

/**
 * Some units in the order of their names.
 *
 * @param revision the list's revision
 * @param more whether there are units after the last one
 */
public record UnitPage(List<UnitView> units, long revision, boolean more) {
    public UnitPage {
        units = List.copyOf(units);
    }
}
