package dev.flotilla.client.unit;

import java.util.List;

/**
 * A part of the list of units.
 *
 * @param units sorted by name
 * @param revision of the list
 * @param more there are units after the last one
 */
public record UnitPage(List<UnitView> units, long revision, boolean more) {
    public UnitPage {
        units = List.copyOf(units);
    }
}
