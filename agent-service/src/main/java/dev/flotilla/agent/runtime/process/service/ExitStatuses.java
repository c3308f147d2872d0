package dev.flotilla.agent.runtime.process.service;

import dev.flotilla.agent.runtime.process.host.ExitStatus;
import dev.flotilla.agent.runtime.process.host.Signals;
import java.util.Map;
import java.util.Set;

/** What an exit status means for a service, and systemd's words for it. */
public final class ExitStatuses {
    /** A daemon that ends on one of these did what it was told. */
    private static final Set<Integer> CLEAN_SIGNALS =
            Set.of(Signals.SIGHUP, Signals.SIGINT, Signals.SIGTERM, Signals.SIGPIPE);

    /** Those of systemd.exec(5) that occur here; 1 and 2 are its names for any program's. */
    private static final Map<Integer, String> NAMES = Map.of(
            0, "SUCCESS",
            1, "FAILURE",
            2, "INVALIDARGUMENT",
            5, "NOTINSTALLED",
            200, "CHDIR",
            203, "EXEC",
            209, "STDOUT",
            216, "GROUP",
            217, "USER");

    private ExitStatuses() {}

    static ServiceResult ofMain(ServiceSettings settings, ExitStatus status) {
        if (settings.success().contains(status)) {
            return ServiceResult.SUCCESS;
        }
        boolean daemon = settings.type() != ServiceType.ONESHOT;
        if (daemon && status instanceof ExitStatus.Killed killed && CLEAN_SIGNALS.contains(killed.signal())) {
            return ServiceResult.SUCCESS;
        }
        return of(status);
    }

    /**
     * Nobody saw how a command ended whose agent was restarted meanwhile. Taking it for a failure would fail units for no
     * reason but the agent's restart, and the commands after it show what is wrong.
     */
    static ServiceResult ofControl(ExitStatus status) {
        return status instanceof ExitStatus.Unknown ? ServiceResult.SUCCESS : of(status);
    }

    /** Of a control process that we ourselves may have sent a signal. */
    static ServiceResult ofKilledControl(ExitStatus status) {
        return status instanceof ExitStatus.Killed killed && CLEAN_SIGNALS.contains(killed.signal())
                ? ServiceResult.SUCCESS
                : ofControl(status);
    }

    private static ServiceResult of(ExitStatus status) {
        return switch (status) {
            case ExitStatus.Exited exited -> exited.code() == 0 ? ServiceResult.SUCCESS : ServiceResult.EXIT_CODE;
            case ExitStatus.Killed killed -> killed.coreDumped() ? ServiceResult.CORE_DUMP : ServiceResult.SIGNAL;
            case ExitStatus.Unknown unknown -> ServiceResult.EXIT_CODE;
        };
    }

    /** For example {@code code=exited, status=1/FAILURE}. */
    public static String words(ExitStatus status) {
        return switch (status) {
            case ExitStatus.Exited exited -> "code=exited, status=" + exited.code() + "/" + name(exited.code());
            case ExitStatus.Killed killed ->
                "code=" + (killed.coreDumped() ? "dumped" : "killed") + ", status=" + killed.signal() + "/"
                        + Signals.name(killed.signal());
            case ExitStatus.Unknown unknown -> "code=unknown, its exit status was lost while the agent was away";
        };
    }

    private static String name(int code) {
        return NAMES.getOrDefault(code, "n/a");
    }

    /** {@code EXIT_CODE} as in systemd.exec(5). */
    public static String code(ExitStatus status) {
        return switch (status) {
            case ExitStatus.Exited exited -> "exited";
            case ExitStatus.Killed killed -> killed.coreDumped() ? "dumped" : "killed";
            case ExitStatus.Unknown unknown -> "unknown";
        };
    }

    /** {@code EXIT_STATUS} as in systemd.exec(5). */
    public static String status(ExitStatus status) {
        return switch (status) {
            case ExitStatus.Exited exited -> Integer.toString(exited.code());
            case ExitStatus.Killed killed -> Signals.name(killed.signal());
            case ExitStatus.Unknown unknown -> "unknown";
        };
    }
}
