package dev.flotilla.registry.watch;

import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.unit.UnitName;

/** Names a record of any kind. */
public sealed interface ItemKey {
    Kind kind();

    record OfUnit(UnitName unit) implements ItemKey {
        @Override
        public Kind kind() {
            return Kind.UNIT;
        }
    }

    record OfMachine(MachineId machine) implements ItemKey {
        @Override
        public Kind kind() {
            return Kind.MACHINE;
        }
    }

    record OfPlacement(UnitName unit) implements ItemKey {
        @Override
        public Kind kind() {
            return Kind.PLACEMENT;
        }
    }

    record OfPending(UnitName unit) implements ItemKey {
        @Override
        public Kind kind() {
            return Kind.PENDING;
        }
    }

    record OfState(MachineId machine, UnitName unit) implements ItemKey {
        @Override
        public Kind kind() {
            return Kind.STATE;
        }
    }

    record OfLeader() implements ItemKey {
        @Override
        public Kind kind() {
            return Kind.LEADER;
        }
    }

    record OfBrake() implements ItemKey {
        @Override
        public Kind kind() {
            return Kind.BRAKE;
        }
    }
}
