package dev.flotilla.agent.reconcile;

import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;

/** Something to be done about one unit. */
public sealed interface Action {
    UnitName unit();

    /** Why; every stop has a cause that is recorded. */
    String cause();

    /** Stop it if it runs, and forget it. */
    record Unload(UnitName unit, String cause) implements Action {}

    record Stop(UnitName unit, Achieved then, String cause) implements Action {}

    /** Nothing to do but to note how far it is already: it was adopted, or had stopped by itself. */
    record Note(UnitName unit, Achieved then, String cause) implements Action {}

    /** Make the runtime know this content. */
    record Load(UnitName unit, UnitFile file, String cause) implements Action {}

    /** Stop it and start it again, with the content that is loaded now. */
    record Restart(UnitName unit, Achieved then, String cause) implements Action {}

    record Start(UnitName unit, Achieved then, String cause) implements Action {}
}
