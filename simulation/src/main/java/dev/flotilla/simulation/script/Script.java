package dev.flotilla.simulation.script;

import dev.flotilla.simulation.scenario.Scenario;
import dev.flotilla.simulation.scenario.Scenario.Planned;
import dev.flotilla.simulation.words.StepWriter;
import dev.flotilla.simulation.words.Times;
import java.util.List;

/**
 * A run in words.
 *
 * @param name for messages, for example the file's
 * @param cluster how many there are of each kind, and the seed of everything that the script leaves open; without steps
 */
public record Script(String name, Scenario cluster, List<Statement> statements) {
    public Script {
        statements = List.copyOf(statements);
    }

    /** A scenario as the text of a script. */
    public static String of(Scenario scenario) {
        StringBuilder text =
                new StringBuilder("cluster " + count(scenario.registries(), "registry", "registries") + ", "
                        + count(scenario.schedulers(), "scheduler", "schedulers") + ", "
                        + count(scenario.machines(), "machine", "machines") + ", seed " + scenario.seed() + "\n");
        for (Planned planned : scenario.steps()) {
            text.append("at ").append(Times.write(planned.at())).append('\n');
            text.append("send ").append(StepWriter.write(planned.step())).append('\n');
        }
        return text.toString();
    }

    private static String count(int count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }
}
