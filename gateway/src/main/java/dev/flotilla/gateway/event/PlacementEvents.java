package dev.flotilla.gateway.event;

import dev.flotilla.gateway.view.Records;
import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.placement.Pending;
import dev.flotilla.model.placement.Placement;
import java.util.Optional;

/** What the scheduler decided. */
final class PlacementEvents {
    private PlacementEvents() {}

    static Optional<Event> of(Placement placement, Records before, long revision, String cause) {
        Optional<Placement> old = before.placement(placement.unit());
        if (old.isEmpty()) {
            return Optional.of(event(EventType.UNIT_PLACED, placement, revision, cause)
                    .says(placement.unit() + " was placed on " + shown(placement.machine(), before)
                            + Words.because(both(cause, placement.explanation().summary()))));
        }
        MachineId from = old.get().machine();
        if (from.equals(placement.machine())) {
            return Optional.empty();
        }
        return Optional.of(event(EventType.UNIT_MOVED, placement, revision, cause)
                .fromMachine(from)
                .says(placement.unit() + " was moved from " + shown(from, before) + " to "
                        + shown(placement.machine(), before)
                        + Words.because(
                                Words.firstOf(cause, placement.explanation().summary()))));
    }

    static Optional<Event> of(Pending pending, Records before, long revision, String cause) {
        String reason = pending.explanation().summary();
        boolean known = before.pending(pending.unit())
                .filter(old -> old.explanation().summary().equals(reason))
                .isPresent();
        return known
                ? Optional.empty()
                : Optional.of(new EventBuilder(EventType.UNIT_WAITING, revision, pending.since())
                        .unit(pending.unit())
                        .cause(Words.firstOf(reason, cause))
                        .says(pending.unit() + " waits" + Words.because(Words.firstOf(reason, cause))));
    }

    /** The machine as lists show it, with its address where that is known. */
    static String shown(MachineId id, Records records) {
        return records.machine(id)
                .map(Machine::primaryIp)
                .filter(ip -> !ip.isEmpty())
                .map(ip -> id.shortForm() + "/" + ip)
                .orElseGet(id::shortForm);
    }

    private static EventBuilder event(EventType type, Placement placement, long revision, String cause) {
        return new EventBuilder(type, revision, placement.since())
                .unit(placement.unit())
                .machine(placement.machine())
                .cause(Words.firstOf(cause, placement.explanation().summary()));
    }

    private static String both(String cause, String summary) {
        if (cause.isEmpty() || summary.isEmpty() || cause.equals(summary)) {
            return Words.firstOf(cause, summary);
        }
        return cause + "; " + summary;
    }
}
