package dev.flotilla.cloudconfig.apply;

import java.util.List;

/**
 * What applying user-data does to a machine, in order.
 *
 * @param problems why it cannot be applied here; nothing is done while there is one
 */
public record Plan(List<PlannedStep> steps, List<String> problems) {
    public Plan {
        steps = List.copyOf(steps);
        problems = List.copyOf(problems);
    }

    /** The steps that change the machine. */
    public List<PlannedStep> changes() {
        return steps.stream().filter(PlannedStep::isChange).toList();
    }

    public boolean isApplicable() {
        return problems.isEmpty();
    }
}
