package dev.flotilla.simulation.run;

import dev.flotilla.simulation.check.Promise;
import dev.flotilla.simulation.scenario.Breakage;
import dev.flotilla.simulation.scenario.Scenario;
import dev.flotilla.simulation.scenario.Scenario.Planned;
import java.util.ArrayList;
import java.util.List;

/** Leaves out steps of a failing scenario as long as the same promise breaks. */
public final class Shrinker {
    private static final int MOST_RUNS = 300;

    private final Breakage breakage;
    private final Promise promise;
    private RunResult shortest;
    private int runs;

    private Shrinker(RunResult failing, Breakage breakage) {
        this.breakage = breakage;
        this.promise = failing.broken().orElseThrow().promise();
        this.shortest = failing;
    }

    /** The shortest failing run that was found. */
    public static RunResult shrink(RunResult failing, Breakage breakage) {
        Shrinker shrinker = new Shrinker(failing, breakage);
        int part = Math.max(1, failing.scenario().steps().size() / 2);
        while (part >= 1 && shrinker.runs < MOST_RUNS) {
            part = shrinker.withoutParts(part) ? part : part / 2;
        }
        return shrinker.shortest;
    }

    private boolean withoutParts(int length) {
        boolean shorter = false;
        int from = 0;
        while (from < shortest.scenario().steps().size() && runs < MOST_RUNS) {
            List<Planned> steps = new ArrayList<>(shortest.scenario().steps());
            steps.subList(from, Math.min(steps.size(), from + length)).clear();
            if (fails(shortest.scenario().with(steps))) {
                shorter = true;
            } else {
                from += length;
            }
        }
        return shorter;
    }

    private boolean fails(Scenario scenario) {
        runs++;
        RunResult result = Run.of(scenario, breakage, false);
        boolean same =
                result.broken().filter(broken -> broken.promise() == promise).isPresent();
        if (same) {
            shortest = result;
        }
        return same;
    }
}
