package dev.flotilla.gateway.event;

import dev.flotilla.model.unit.Unit;
import java.util.Optional;

/** What users asked of units. */
final class UnitEvents {
    private UnitEvents() {}

    static Optional<Event> of(Unit unit, Optional<Unit> before, long revision, String cause) {
        if (before.isEmpty()) {
            return Optional.of(first(unit, revision, cause));
        }
        Unit old = before.get();
        if (!old.hash().equals(unit.hash())) {
            return Optional.of(replaced(unit, old, revision, cause));
        }
        return old.desired() == unit.desired() ? Optional.empty() : Optional.of(changed(unit, old, revision, cause));
    }

    private static Event first(Unit unit, long revision, String cause) {
        boolean asSubmitted = unit.created().equals(unit.changed());
        return event(asSubmitted ? EventType.UNIT_SUBMITTED : EventType.UNIT_CHANGED, unit, revision, cause)
                .says(unit.name() + (asSubmitted ? " was submitted" : " was changed") + Words.by(unit.changedBy())
                        + ", to be " + unit.desired().word());
    }

    private static Event replaced(Unit unit, Unit old, long revision, String cause) {
        String desired = unit.desired() == old.desired()
                ? ""
                : ", to be " + unit.desired().word();
        return event(EventType.UNIT_REPLACED, unit, revision, cause)
                .says(unit.name() + " was replaced" + Words.by(unit.changedBy()) + ": version "
                        + unit.hash().shortForm() + " instead of " + old.hash().shortForm() + desired);
    }

    private static Event changed(Unit unit, Unit old, long revision, String cause) {
        return event(EventType.UNIT_CHANGED, unit, revision, cause)
                .says(unit.name() + " was asked to be " + unit.desired().word() + Words.by(unit.changedBy()) + ", was "
                        + old.desired().word());
    }

    private static EventBuilder event(EventType type, Unit unit, long revision, String cause) {
        return new EventBuilder(type, revision, unit.changed())
                .unit(unit.name())
                .by(unit.changedBy())
                .cause(cause)
                .state(unit.desired().word());
    }
}
