package dev.flotilla.agent.runtime.process.unit;

import dev.flotilla.agent.runtime.process.host.Host;
import dev.flotilla.agent.runtime.process.host.ProcessId;
import dev.flotilla.agent.runtime.process.host.Signals;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * All processes of one invocation of a unit. It looks at the process table, waits for the end of what it has seen, and
 * looks again, until nothing is left: without a control group that is the only way to know.
 */
final class Group {
    private final Host host;
    private final String invocation;
    private final Runnable empty;
    private final Consumer<String> warnings;
    private final Set<ProcessId> waitedFor = new HashSet<>();
    private Consumer<ProcessId> action = process -> {};
    private boolean watching;
    private boolean abandoned;

    /**
     * @param empty told when none is left
     * @param warnings told who cannot be signalled, and why
     */
    Group(Host host, String invocation, Runnable empty, Consumer<String> warnings) {
        this.host = host;
        this.invocation = invocation;
        this.empty = empty;
        this.warnings = warnings;
    }

    /** Sends a signal to all there are and to those that appear meanwhile, then says when none is left. */
    void kill(Set<ProcessId> known, int signal, boolean hangup) {
        known.forEach(process -> send(process, signal, hangup));
        var sent = new HashSet<>(known);
        watch(process -> {
            if (sent.add(process)) {
                send(process, signal, hangup);
            }
        });
    }

    /**
     * As in systemd's unit_kill_context, who may not be signalled (it became another user, by sudo for instance, and we are
     * not root) keeps nobody else from being signalled, nor the unit from going on. Unlike there it is still waited for.
     */
    void send(ProcessId process, int signal, boolean hangup) {
        Optional<String> trouble = host.signal(process, signal);
        if (trouble.isPresent()) {
            warnings.accept("Failed to kill process " + process.pid() + ", ignoring: " + trouble.get());
            return;
        }
        if (signal != Signals.SIGKILL) {
            // One that is stopped would not notice.
            host.signal(process, Signals.SIGCONT);
        }
        if (hangup) {
            host.signal(process, Signals.SIGHUP);
        }
    }

    /** Says when none is left. */
    void watch() {
        watch(process -> {});
    }

    private void watch(Consumer<ProcessId> onSeen) {
        action = onSeen;
        watching = true;
        look();
    }

    private void look() {
        host.members(invocation, members -> {
            if (abandoned || !watching) {
                return;
            }
            members.forEach(member -> seen(member.id()));
            if (waitedFor.isEmpty()) {
                watching = false;
                empty.run();
            }
        });
    }

    private void seen(ProcessId process) {
        action.accept(process);
        if (waitedFor.add(process)) {
            host.onExit(process, status -> {
                waitedFor.remove(process);
                if (waitedFor.isEmpty() && watching && !abandoned) {
                    look();
                }
            });
        }
    }

    /** Another invocation has begun: nobody wants to know any more. */
    void abandon() {
        abandoned = true;
    }
}
