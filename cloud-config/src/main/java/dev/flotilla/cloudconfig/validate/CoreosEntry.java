package dev.flotilla.cloudconfig.validate;

/**
 * A line of coreos-cloudinit's validator.
 *
 * @param line from 1; 0 where it did not know one
 */
public record CoreosEntry(Severity kind, int line, String message) {
    @Override
    public String toString() {
        return "line " + line + ": " + kind + ": " + message;
    }
}
