package dev.flotilla.gateway.api;

import dev.flotilla.cloudconfig.validate.Finding;
import dev.flotilla.cloudconfig.validate.Findings;
import java.util.List;

/**
 * Something in a cloud-config that a person should look at.
 *
 * @param line from 1; 0 when it is the whole text
 * @param severity {@code error}, {@code warning} or {@code info}
 * @param path the key at fault, {@code coreos.units[2].name}; may be empty
 * @param advice what to do; may be empty
 */
public record FindingJson(int line, int column, String severity, String path, String message, String advice) {

    static FindingJson of(Finding finding) {
        return new FindingJson(
                finding.mark().line(),
                finding.mark().column(),
                finding.severity().toString(),
                finding.path(),
                finding.message(),
                finding.advice());
    }

    /**
     * The outcome.
     *
     * @param applicable whether nothing stands against applying it
     * @param findings by place
     */
    public record FindingList(boolean applicable, List<FindingJson> findings) {
        public FindingList {
            findings = List.copyOf(findings);
        }

        public static FindingList of(Findings findings) {
            return new FindingList(
                    findings.isApplicable(),
                    findings.all().stream().map(FindingJson::of).toList());
        }
    }
}
