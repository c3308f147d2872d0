package dev.flotilla.agent.runtime.process.service;

import dev.flotilla.agent.runtime.process.host.Signals;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What the life of a service depends on; what its processes are given is elsewhere.
 *
 * @param commands for each phase, in order, whether the failure of that command is ignored ({@code -} prefix)
 * @param pidFile the service has one, so its main process is known from there
 * @param guessMainPid look for the main process of a forking service without one
 */
public record ServiceSettings(
        ServiceType type,
        Map<Phase, List<Boolean>> commands,
        boolean remainAfterExit,
        boolean pidFile,
        boolean guessMainPid,
        Restarting restarting,
        Timeouts timeouts,
        Killing killing,
        ExitStatusSet success) {

    /**
     * @param delay {@code RestartSec=}
     * @param prevent exit statuses after which it is never restarted
     * @param force exit statuses after which it always is
     */
    public record Restarting(Restart when, Duration delay, ExitStatusSet prevent, ExitStatusSet force) {
        public static final Restarting DEFAULT =
                new Restarting(Restart.NO, Duration.ofMillis(100), ExitStatusSet.EMPTY, ExitStatusSet.EMPTY);
    }

    /** Each is empty when there is no limit. */
    public record Timeouts(Optional<Duration> start, Optional<Duration> stop, Optional<Duration> running) {
        /** systemd's default for starting and for stopping. */
        public static final Duration DEFAULT_SPAN = Duration.ofSeconds(90);

        public static final Timeouts DEFAULT =
                new Timeouts(Optional.of(DEFAULT_SPAN), Optional.of(DEFAULT_SPAN), Optional.empty());
    }

    /**
     * @param hangup send SIGHUP too, {@code SendSIGHUP=}
     * @param lastMeans whether those that do not heed the signal get the final one, {@code SendSIGKILL=}
     */
    public record Killing(KillMode mode, int signal, boolean hangup, boolean lastMeans, int finalSignal) {
        public static final Killing DEFAULT =
                new Killing(KillMode.CONTROL_GROUP, Signals.SIGTERM, false, true, Signals.SIGKILL);
    }

    public ServiceSettings {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(restarting, "restarting");
        Objects.requireNonNull(timeouts, "timeouts");
        Objects.requireNonNull(killing, "killing");
        Objects.requireNonNull(success, "success");
        var copy = new EnumMap<Phase, List<Boolean>>(Phase.class);
        for (Phase phase : Phase.values()) {
            copy.put(phase, List.copyOf(commands.getOrDefault(phase, List.of())));
        }
        commands = Map.copyOf(copy);
    }

    int count(Phase phase) {
        return commands.getOrDefault(phase, List.of()).size();
    }

    /** There is such a command. */
    public boolean has(Phase phase, int index) {
        return index >= 0 && index < count(phase);
    }

    boolean ignoresFailure(Phase phase, int index) {
        List<Boolean> list = commands.getOrDefault(phase, List.of());
        return index < list.size() && list.get(index);
    }
}
