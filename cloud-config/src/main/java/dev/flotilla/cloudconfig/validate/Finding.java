package dev.flotilla.cloudconfig.validate;

import dev.flotilla.cloudconfig.document.Mark;

/**
 * Something a person should look at.
 *
 * @param path the key at fault: {@code coreos.units[2].name}; empty when it is the whole text
 * @param message what is wrong
 * @param advice what to do; an error always has some, a remark may say it all
 */
public record Finding(Severity severity, Mark mark, String path, String message, String advice)
        implements Comparable<Finding> {

    /** By place, then by severity. */
    @Override
    public int compareTo(Finding other) {
        int byMark = mark.compareTo(other.mark);
        return byMark == 0 ? severity.compareTo(other.severity) : byMark;
    }

    /** As a compiler would say it: {@code 12:5: error: coreos.units[2].name: ...}. */
    @Override
    public String toString() {
        return mark + ": " + severity + ": " + (path.isEmpty() ? "" : path + ": ") + message
                + (advice.isEmpty() ? "" : "; " + advice);
    }
}
