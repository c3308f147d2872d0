package dev.flotilla.cloudconfig.apply;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

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

    /** What follows from the changes before it, described: nothing else would tell later that it is due. */
    Set<String> followUps() {
        return changes().stream()
                .map(PlannedStep::step)
                .filter(step -> step instanceof Step.Reload || step instanceof Step.UnitCommand)
                .map(Step::description)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    public boolean isApplicable() {
        return problems.isEmpty();
    }
}
