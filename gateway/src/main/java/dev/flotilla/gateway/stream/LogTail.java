package dev.flotilla.gateway.stream;

import dev.flotilla.client.agent.Agent.OpenLog;
import dev.flotilla.client.agent.LogEntry;
import dev.flotilla.client.agent.LogReader;
import dev.flotilla.client.agent.LogRequest;
import dev.flotilla.gateway.api.LogFormat;
import dev.flotilla.gateway.cluster.Cluster;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A unit's log on all machines that have it, merged as the lines come. */
public final class LogTail implements AutoCloseable {
    private final LogRequest request;
    private final LogFormat format;
    private final TextQueue out;
    private final Telling telling;
    private final Queue<MachineFailure> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger running;
    private final List<OpenLog> open = new ArrayList<>();

    /** Where it is said that a machine cannot be asked; {@link #failures} has it in any case. */
    public enum Telling {
        /** In a line among the log's. */
        AMONG_THE_LINES,
        /** Not among them. */
        ASIDE
    }

    private LogTail(LogRequest request, LogFormat format, TextQueue out, Telling telling, int machines) {
        this.request = request;
        this.format = format;
        this.out = out;
        this.telling = telling;
        this.running = new AtomicInteger(machines);
    }

    /**
     * Starts to read. The queue ends when every machine's log has; a machine that cannot be asked does not disturb the
     * others.
     */
    public static LogTail open(
            Cluster cluster,
            List<Machine> machines,
            LogRequest request,
            LogFormat format,
            TextQueue out,
            Telling telling) {
        var tail = new LogTail(request, format, out, telling, machines.size());
        for (Machine machine : machines) {
            var reader = tail.new OfMachine(machine.id());
            try {
                tail.open.add(cluster.logs(machine, request, reader));
            } catch (FlotillaException e) {
                // Not here: it may have to wait for room, and who makes room comes after this.
                Thread.ofVirtual().name("log-failure").start(() -> reader.onEnd(Optional.of(e.error())));
            }
        }
        return tail;
    }

    /** Of the machines whose logs did not come, or broke off; all of them once the queue has ended. */
    public List<MachineFailure> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() {
        out.close();
        open.forEach(OpenLog::close);
    }

    private final class OfMachine implements LogReader {
        private final MachineId machine;

        OfMachine(MachineId machine) {
            this.machine = machine;
        }

        @Override
        public void onLines(List<LogEntry> lines) {
            var text = new StringBuilder();
            lines.forEach(line -> text.append(format.format(line, request.unit(), machine)));
            if (!text.isEmpty()) {
                out.put(text.toString());
            }
        }

        @Override
        public void onEnd(Optional<FlotillaError> error) {
            error.ifPresent(reason -> {
                failures.add(new MachineFailure(machine, reason.message()));
                if (telling == Telling.AMONG_THE_LINES) {
                    out.put(format.formatFailure(request.unit(), machine, reason.message()));
                }
            });
            if (running.decrementAndGet() == 0) {
                out.end();
            }
        }
    }
}
