package dev.flotilla.placement;

import dev.flotilla.model.machine.MachineSelector;
import dev.flotilla.model.requirement.MetadataRequirement;
import dev.flotilla.model.unit.UnitName;

/** Why a machine does not take a unit. Equal refusals are counted together in an explanation. */
public sealed interface Refusal {
    /** The words for so many machines: {@code lacks disk=ssd} for one, {@code lack disk=ssd} for more. */
    String words(int machines);

    /**
     * Whether it may pass by itself when units move or machines return. When not, only a change of the unit or of a
     * machine's metadata helps.
     */
    default boolean waitingHelps() {
        return true;
    }

    private static String say(int machines, String one, String more) {
        return machines == 1 ? one : more;
    }

    /** Nobody has heard of the machine for the TTL. */
    record Lost() implements Refusal {
        @Override
        public String words(int machines) {
            return say(machines, "is lost", "are lost");
        }
    }

    /** The machine gives its units away. */
    record Draining() implements Refusal {
        @Override
        public String words(int machines) {
            return say(machines, "is draining", "are draining");
        }
    }

    /** {@code MachineID=} names another one. */
    record OtherMachine(MachineSelector wanted) implements Refusal {
        @Override
        public String words(int machines) {
            return say(machines, "is not ", "are not ") + wanted;
        }

        @Override
        public boolean waitingHelps() {
            return false;
        }
    }

    /** {@code MachineID=} is the beginning of several ids, this one's among them. */
    record Ambiguous(MachineSelector wanted) implements Refusal {
        @Override
        public String words(int machines) {
            return say(machines, "is one of several that begin with ", "begin with ") + wanted;
        }

        @Override
        public boolean waitingHelps() {
            return false;
        }
    }

    /**
     * {@code MachineMetadata=} is not satisfied.
     *
     * @param term the first unsatisfied one: {@code disk=ssd} or {@code disk=nvme|ssd}
     */
    record Lacks(MetadataRequirement.Term term) implements Refusal {
        @Override
        public String words(int machines) {
            return say(machines, "lacks ", "lack ") + term;
        }

        @Override
        public boolean waitingHelps() {
            return false;
        }
    }

    /** {@code MachineOf=} names a unit that is not there. */
    record Without(UnitName target) implements Refusal {
        @Override
        public String words(int machines) {
            return say(machines, "is without ", "are without ") + target;
        }
    }

    /** {@code Conflicts=} of either of the two. */
    record ConflictsWith(UnitName other) implements Refusal {
        @Override
        public String words(int machines) {
            return say(machines, "conflicts with ", "conflict with ") + other;
        }
    }

    /** A unit there {@code Replaces=} it. */
    record GivenTo(UnitName replacing) implements Refusal {
        @Override
        public String words(int machines) {
            return say(machines, "is given to ", "are given to ") + replacing;
        }
    }

    /**
     * What the units there reserve leaves too little of its capacity.
     *
     * @param resource {@code CPU} or {@code memory}
     */
    record TooFull(String resource) implements Refusal {
        @Override
        public String words(int machines) {
            return say(machines, "has too little ", "have too little ") + resource + " left";
        }
    }
}
