package dev.flotilla.agent.runtime.process.host;

/** A process could not be started. The exit code is what systemd would have its child exit with, see systemd.exec(5). */
public final class SpawnException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final String words;

    public SpawnException(int exitCode, String words) {
        super(words);
        this.words = words;
        this.exitCode = exitCode;
    }

    /** Why, for a person. */
    public String words() {
        return words;
    }

    public int exitCode() {
        return exitCode;
    }
}
