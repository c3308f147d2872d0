package dev.flotilla.agent.runtime.process.host;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Names and numbers of signals, as on x86-64 and arm64. */
public final class Signals {
    public static final int SIGHUP = 1;
    public static final int SIGINT = 2;
    public static final int SIGKILL = 9;
    public static final int SIGPIPE = 13;
    public static final int SIGTERM = 15;
    public static final int SIGCONT = 18;

    private static final String[] NAMES = {
        "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
        "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
        "WINCH", "IO", "PWR", "SYS"
    };
    private static final int FIRST_REALTIME = 34;
    private static final int LAST = 64;
    private static final Map<String, Integer> NUMBERS = new TreeMap<>();

    static {
        for (int i = 1; i < NAMES.length; i++) {
            NUMBERS.put(NAMES[i], i);
        }
        for (int i = FIRST_REALTIME; i <= LAST; i++) {
            NUMBERS.put(i == FIRST_REALTIME ? "RTMIN" : "RTMIN+" + (i - FIRST_REALTIME), i);
        }
    }

    private Signals() {}

    /** {@code SIGTERM}, {@code TERM} or {@code 15}; empty when it is none of them. */
    public static Optional<Integer> parse(String text) {
        String word = text.strip().toUpperCase(Locale.ROOT);
        if (!word.isEmpty() && word.chars().allMatch(c -> c >= '0' && c <= '9') && word.length() <= 2) {
            int number = Integer.parseInt(word);
            return number >= 1 && number <= LAST ? Optional.of(number) : Optional.empty();
        }
        return Optional.ofNullable(NUMBERS.get(word.startsWith("SIG") ? word.substring(3) : word));
    }

    /** The name without {@code SIG}, as systemd prints it in {@code status=9/KILL}. */
    public static String name(int signal) {
        if (signal > 0 && signal < NAMES.length) {
            return NAMES[signal];
        }
        return signal >= FIRST_REALTIME ? "RTMIN+" + (signal - FIRST_REALTIME) : Integer.toString(signal);
    }
}
