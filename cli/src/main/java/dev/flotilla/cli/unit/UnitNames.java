package dev.flotilla.cli.unit;

import dev.flotilla.cli.gateway.Gateway;
import dev.flotilla.cli.gateway.UnitView;
import dev.flotilla.cli.session.CommandFailure;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.requirement.Glob;
import dev.flotilla.model.unit.UnitName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The units that arguments name: a name, a path whose last part is one, or a glob over the names in the cluster. */
public final class UnitNames {
    private UnitNames() {}

    /** fleetctl's mangling: the path's last part, a service when it has no known type. */
    public static UnitName of(String argument) {
        try {
            return UnitName.ofArgument(lastPart(argument));
        } catch (FlotillaException e) {
            throw CommandFailure.of(e);
        }
    }

    /** The names in order, each once; a glob without a match stays as it is and will be reported as unknown. */
    static List<String> inCluster(Gateway gateway, List<String> arguments) {
        Set<String> names = new LinkedHashSet<>();
        for (String argument : arguments) {
            if (isGlob(argument)) {
                List<String> matching = matching(gateway, lastPart(argument));
                names.addAll(matching.isEmpty() ? List.of(argument) : matching);
            } else {
                names.add(of(argument).value());
            }
        }
        return List.copyOf(names);
    }

    static boolean isGlob(String argument) {
        // A backslash alone is an escape in unit names (systemd-escape), not a pattern.
        return argument.indexOf('*') >= 0 || argument.indexOf('?') >= 0 || argument.indexOf('[') >= 0;
    }

    static Glob glob(String pattern) {
        try {
            return new Glob(pattern);
        } catch (FlotillaException e) {
            throw CommandFailure.of(e);
        }
    }

    private static List<String> matching(Gateway gateway, String pattern) {
        Glob glob = glob(pattern);
        return gateway.units().stream()
                .map(UnitView::name)
                .filter(glob::matches)
                .toList();
    }

    private static String lastPart(String argument) {
        return argument.substring(argument.lastIndexOf('/') + 1);
    }
}
