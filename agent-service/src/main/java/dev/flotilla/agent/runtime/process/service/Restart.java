package dev.flotilla.agent.runtime.process.service;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The values of {@code Restart=}. */
public enum Restart {
    NO,
    ALWAYS,
    ON_SUCCESS,
    ON_FAILURE,
    ON_ABNORMAL,
    ON_ABORT,
    /** There are no watchdogs here, so it never restarts. */
    ON_WATCHDOG;

    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

    public String word() {
        return word;
    }

    public static Optional<Restart> parse(String text) {
        return Arrays.stream(values()).filter(value -> value.word.equals(text)).findFirst();
    }

    /** Whether a service that ended so is started again, by the table in systemd.service(5). */
    public boolean after(ServiceResult result) {
        if (result == ServiceResult.EXEC_CONDITION || result == ServiceResult.START_LIMIT_HIT) {
            return false;
        }
        return switch (this) {
            case NO, ON_WATCHDOG -> false;
            case ALWAYS -> true;
            case ON_SUCCESS -> result == ServiceResult.SUCCESS;
            case ON_FAILURE -> result != ServiceResult.SUCCESS;
            case ON_ABNORMAL -> result != ServiceResult.SUCCESS && result != ServiceResult.EXIT_CODE;
            case ON_ABORT -> result == ServiceResult.SIGNAL || result == ServiceResult.CORE_DUMP;
        };
    }
}
