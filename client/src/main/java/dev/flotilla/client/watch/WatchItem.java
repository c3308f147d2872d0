package dev.flotilla.client.watch;

import dev.flotilla.client.Leader;
import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.placement.Brake;
import dev.flotilla.model.placement.Pending;
import dev.flotilla.model.placement.Placement;
import dev.flotilla.model.state.UnitState;
import dev.flotilla.model.unit.Unit;

/** One record of any kind. */
public sealed interface WatchItem {
    WatchKind kind();

    record OfUnit(Unit unit) implements WatchItem {
        @Override
        public WatchKind kind() {
            return WatchKind.UNIT;
        }
    }

    record OfMachine(Machine machine) implements WatchItem {
        @Override
        public WatchKind kind() {
            return WatchKind.MACHINE;
        }
    }

    record OfPlacement(Placement placement) implements WatchItem {
        @Override
        public WatchKind kind() {
            return WatchKind.PLACEMENT;
        }
    }

    record OfPending(Pending pending) implements WatchItem {
        @Override
        public WatchKind kind() {
            return WatchKind.PENDING;
        }
    }

    record OfState(UnitState state) implements WatchItem {
        @Override
        public WatchKind kind() {
            return WatchKind.STATE;
        }
    }

    record OfLeader(Leader leader) implements WatchItem {
        @Override
        public WatchKind kind() {
            return WatchKind.LEADER;
        }
    }

    record OfBrake(Brake brake) implements WatchItem {
        @Override
        public WatchKind kind() {
            return WatchKind.BRAKE;
        }
    }
}
