package dev.flotilla.agent.runtime.process.service;

import java.util.Locale;

/** Why a service ended, as {@code SERVICE_RESULT} in systemd.exec(5). */
public enum ServiceResult {
    SUCCESS,
    /** It did not follow its type's protocol, for example ended before it was ready. */
    PROTOCOL,
    TIMEOUT,
    EXIT_CODE,
    SIGNAL,
    CORE_DUMP,
    START_LIMIT_HIT,
    RESOURCES,
    /** ExecCondition= said no: not a failure. */
    EXEC_CONDITION;

    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

    public String word() {
        return word;
    }

    /** The unit is shown as failed. */
    public boolean isFailure() {
        return this != SUCCESS && this != EXEC_CONDITION;
    }
}
