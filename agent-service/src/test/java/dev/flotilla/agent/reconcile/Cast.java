package dev.flotilla.agent.reconcile;

import dev.flotilla.agent.assignment.Assignment;
import dev.flotilla.agent.assignment.Assignments;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.model.unit.UnitOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Units that appear in tests. */
public final class Cast {
    private Cast() {}

    public static UnitName name(String word) {
        return UnitName.parse(word + ".service");
    }

    /** Content that differs by its version. */
    public static UnitFile file(int version, String... partition) {
        List<UnitOption> options = new ArrayList<>();
        options.add(new UnitOption("Service", "ExecStart", "/bin/sleep " + version));
        for (String policy : partition) {
            options.add(new UnitOption("X-Flotilla", "OnPartition", policy));
        }
        return UnitFile.of(options);
    }

    public static Assignment assignment(String word, int version, DesiredState desired, String... partition) {
        UnitFile file = file(version, partition);
        return Assignment.of(name(word), file.hash(), file, desired);
    }

    public static Assignment launched(String word, int version) {
        return assignment(word, version, DesiredState.LAUNCHED);
    }

    public static Assignment loaded(String word, int version) {
        return assignment(word, version, DesiredState.LOADED);
    }

    public static Assignments assignments(Assignment... units) {
        TreeMap<UnitName, Assignment> all = new TreeMap<>();
        for (Assignment unit : units) {
            all.put(unit.name(), unit);
        }
        return new Assignments(true, 1, all);
    }
}
