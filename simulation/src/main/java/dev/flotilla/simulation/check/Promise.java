package dev.flotilla.simulation.check;

/** What Flotilla promises, by the number it has in the design. */
public enum Promise {
    ACKNOWLEDGED_WRITES_STAY(1, "an acknowledged write is never lost, nor undone by a slower writer"),
    READS_SHOW_WHAT_WAS_WRITTEN(1, "a read at a revision shows that revision, and at least the one that was asked for"),
    REPORTS_GO_FORWARD(1, "an older report never overwrites a newer one"),
    ONE_LEADER(2, "at most one leader's decisions are applied; terms are never interleaved"),
    CONSTRAINTS_HOLD(3, "every committed placement satisfies every constraint of the state it was committed on"),
    ONE_MACHINE(4, "a unit with OnPartition=stop does not run on a lost machine when it is started on another"),
    STOPS_HAVE_CAUSES(5, "no unit is stopped without a cause"),
    MOVES_HAVE_CAUSES(6, "no unit is moved without a cause"),
    SILENCE_IS_NOT_DEATH(6, "a machine that was well is never taken for lost"),
    CONVERGES(7, "after faults end, what is observed equals what is desired"),
    OWN_UNITS_ONLY(8, "a machine is told of its own units, all of them, and of no others"),
    BAD_INPUT_CHANGES_NOTHING(9, "wrong input gets an error that fits and changes nothing"),
    NOTHING_THROWS(0, "no step of a process throws"),
    AS_THE_SCRIPT_SAYS(0, "what a script expects comes to be");

    private final int number;
    private final String words;

    Promise(int number, String words) {
        this.number = number;
        this.words = words;
    }

    /** In the design's list; 0 for what goes without saying. */
    public int number() {
        return number;
    }

    public String words() {
        return words;
    }
}
