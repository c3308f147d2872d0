package dev.flotilla.cli.unit;

import dev.flotilla.cli.gateway.UnitView;
import dev.flotilla.cli.session.CommandFailure;
import dev.flotilla.cli.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The units of the command line that the cluster has.
 *
 * @param found in the order given
 * @param complete whether all of them were found; the missing ones have been named on standard error
 */
record KnownUnits(List<UnitView> found, boolean complete) {
    KnownUnits {
        found = List.copyOf(found);
    }

    /** {@link CommandFailure} when there is none at all. */
    static KnownUnits find(Session session, List<String> arguments) {
        List<UnitView> found = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        List<String> names = UnitNames.inCluster(session.gateway(), arguments);
        UnitLookup lookup = UnitLookup.of(session.gateway(), names.size());
        for (String name : names) {
            Optional<UnitView> unit = UnitNames.isGlob(name) ? Optional.empty() : lookup.find(name);
            unit.ifPresentOrElse(found::add, () -> missing.add(name));
        }
        if (found.isEmpty()) {
            throw new CommandFailure("Units not found in registry");
        }
        missing.forEach(name -> session.err().println("Unit " + name + " not found in registry"));
        return new KnownUnits(found, missing.isEmpty());
    }
}
