package dev.flotilla.cli.unit;

import dev.flotilla.cli.session.Session;
import java.util.List;

/**
 * The names that arguments mean to a command that looks at units: as they are, and what a glob matches in the cluster.
 *
 * @param names in the order given, each once; one without a glob may be unknown to the cluster
 * @param complete whether each glob matched something; those that did not have been named on standard error
 */
public record NamedUnits(List<String> names, boolean complete) {
    public NamedUnits {
        names = List.copyOf(names);
    }

    public static NamedUnits find(Session session, List<String> arguments) {
        List<String> names = UnitNames.inCluster(session.gateway(), arguments);
        List<String> unmatched = names.stream().filter(UnitNames::isGlob).toList();
        unmatched.forEach(glob -> session.err().println("No unit matches " + glob + "."));
        return new NamedUnits(
                names.stream().filter(name -> !UnitNames.isGlob(name)).toList(), unmatched.isEmpty());
    }
}
