package dev.flotilla.agent.systemd;

/** systemd was reached and said no. */
public final class SystemdRefusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String error;

    /**
     * @param error the name of the D-Bus error, for example {@code org.freedesktop.systemd1.NoSuchUnit}
     * @param words systemd's, for a person
     */
    public SystemdRefusal(String error, String words) {
        super(words);
        this.error = error;
    }

    public String error() {
        return error;
    }

    /** Its words; never empty. */
    public String words() {
        String words = getMessage();
        return words == null || words.isEmpty() ? error : words;
    }
}
