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

    /** Whether there is anything that has to follow a change before it. */
    boolean hasFollowUps() {
        return steps.stream()
                .map(PlannedStep::step)
                .anyMatch(step -> step instanceof Step.Reload || step instanceof Step.UnitCommand);
    }

    public boolean isApplicable() {
        return problems.isEmpty();
    }
}
