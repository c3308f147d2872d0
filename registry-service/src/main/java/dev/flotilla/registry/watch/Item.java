package dev.flotilla.registry.watch;

import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.placement.Brake;
import dev.flotilla.model.placement.Pending;
import dev.flotilla.model.placement.Placement;
import dev.flotilla.model.state.UnitState;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.registry.record.Leader;

/** One record of any kind. */
public sealed interface Item {
    /** What names it among its kind. */
    ItemKey key();

    default Kind kind() {
        return key().kind();
    }

    /** The same, stored at that revision. */
    default Item at(long revision) {
        return switch (this) {
            case OfUnit(Unit unit) -> new OfUnit(unit.withRevision(revision));
            case OfPlacement(Placement placement) -> new OfPlacement(placement.withRevision(revision));
            case OfPending(Pending pending) -> new OfPending(pending.withRevision(revision));
            case OfMachine _, OfState _, OfLeader _, OfBrake _ -> this;
        };
    }

    record OfUnit(Unit unit) implements Item {
        @Override
        public ItemKey key() {
            return new ItemKey.OfUnit(unit.name());
        }
    }

    record OfMachine(Machine machine) implements Item {
        @Override
        public ItemKey key() {
            return new ItemKey.OfMachine(machine.id());
        }
    }

    record OfPlacement(Placement placement) implements Item {
        @Override
        public ItemKey key() {
            return new ItemKey.OfPlacement(placement.unit());
        }
    }

    record OfPending(Pending pending) implements Item {
        @Override
        public ItemKey key() {
            return new ItemKey.OfPending(pending.unit());
        }
    }

    record OfState(UnitState state) implements Item {
        @Override
        public ItemKey key() {
            return new ItemKey.OfState(state.machine(), state.unit());
        }
    }

    record OfLeader(Leader leader) implements Item {
        @Override
        public ItemKey key() {
            return new ItemKey.OfLeader();
        }
    }

    record OfBrake(Brake brake) implements Item {
        @Override
        public ItemKey key() {
            return new ItemKey.OfBrake();
        }
    }
}
