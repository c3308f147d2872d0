package dev.flotilla.placement;

/**
 * How much each score counts. All scores count against a machine: a total is never above zero, and higher is better.
 *
 * @param fewestUnits for each unit that is placed on the machine
 * @param spreadMachines for each instance of the same template on the machine
 * @param spreadZones for each instance of the same template in the machine's zone, beyond the zone with the fewest
 * @param reserved for the share of its capacity that would be reserved; below 1 it only breaks ties
 */
public record Weights(double fewestUnits, double spreadMachines, double spreadZones, double reserved) {
    /**
     * Fewest units first, as in fleet; instances of a template would rather share a machine with four other units than
     * with each other, and rather a busier machine by two units than a zone.
     */
    public static final Weights DEFAULT = new Weights(1, 4, 2, 0.5);

    public Weights {
        if (!(fewestUnits > 0) || !(spreadMachines >= 0) || !(spreadZones >= 0) || !(reserved >= 0)) {
            throw new IllegalArgumentException("weights are not negative, and fewestUnits is positive");
        }
    }
}
