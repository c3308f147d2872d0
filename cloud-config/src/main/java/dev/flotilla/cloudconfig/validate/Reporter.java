package dev.flotilla.cloudconfig.validate;

import dev.flotilla.cloudconfig.document.Mark;
import java.util.ArrayList;
import java.util.List;

/** Collects findings, up to a number that a person would still read. */
final class Reporter {
    /** The most findings that are kept. */
    static final int MAX_FINDINGS = 1_000;

    private final List<Finding> findings = new ArrayList<>();

    void error(Mark mark, String path, String message, String advice) {
        add(Severity.ERROR, mark, path, message, advice);
    }

    void warning(Mark mark, String path, String message, String advice) {
        add(Severity.WARNING, mark, path, message, advice);
    }

    void info(Mark mark, String path, String message, String advice) {
        add(Severity.INFO, mark, path, message, advice);
    }

    List<Finding> findings() {
        return findings;
    }

    /** Whether further remarks are dropped. */
    boolean isFull() {
        return findings.size() >= MAX_FINDINGS;
    }

    private void add(Severity severity, Mark mark, String path, String message, String advice) {
        if (findings.size() < MAX_FINDINGS) {
            findings.add(new Finding(severity, mark, path, message, advice));
        } else if (severity == Severity.ERROR && findings.getLast().severity() != Severity.ERROR) {
            // An error must not be lost among a thousand remarks: it decides whether to apply.
            findings.set(findings.size() - 1, new Finding(severity, mark, path, message, advice));
        }
    }
}
