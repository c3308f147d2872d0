package dev.flotilla.cloudconfig.validate;

import java.util.List;

/**
 * The outcome of a validation.
 *
 * @param all by place
 * @param coreos what coreos-cloudinit itself would have printed, for those who compare
 */
public record Findings(List<Finding> all, List<CoreosEntry> coreos) {
    public Findings {
        all = all.stream().sorted().toList();
        coreos = List.copyOf(coreos);
    }

    /** Whether nothing stands against applying it. */
    public boolean isApplicable() {
        return all.stream().noneMatch(finding -> finding.severity() == Severity.ERROR);
    }

    /** Those that stand against applying it. */
    public List<Finding> errors() {
        return all.stream()
                .filter(finding -> finding.severity() == Severity.ERROR)
                .toList();
    }
}
