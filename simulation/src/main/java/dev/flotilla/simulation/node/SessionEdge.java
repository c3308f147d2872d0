package dev.flotilla.simulation.node;

import dev.flotilla.client.Endpoint;
import dev.flotilla.client.session.AgentMessage;
import dev.flotilla.client.session.RegistryMessage;
import dev.flotilla.client.session.SessionListener;
import dev.flotilla.client.session.SessionStream;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.registry.session.AgentChannel;
import dev.flotilla.registry.session.AgentSession;
import dev.flotilla.registry.session.AssignedUnit;
import dev.flotilla.registry.session.ToAgent;
import dev.flotilla.registry.state.StateReport;
import dev.flotilla.simulation.check.Fanout;
import dev.flotilla.simulation.network.Connection;
import dev.flotilla.simulation.scenario.Breakage;
import dev.flotilla.simulation.time.Life;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One agent's stream to one replica, both ends of it. */
final class SessionEdge implements SessionStream, AgentChannel {
    private static final int MOST_WAITING = 16;

    private final World world;
    private final MachineId machine;
    private final RegistryNode replica;
    private final Connection connection;
    private final Fanout fanout;
    private final SessionListener listener;
    private final Life life;
    private final Runnable whenClosed;
    private boolean over;
    private Optional<AgentSession> session = Optional.empty();
    private Optional<StateReport> previous = Optional.empty();
    private int heartbeats;

    SessionEdge(
            World world,
            MachineId machine,
            Life life,
            RegistryNode replica,
            SessionListener listener,
            Runnable whenClosed) {
        this.world = world;
        this.machine = machine;
        this.replica = replica;
        this.connection = world.network().connect(life, replica.host());
        this.fanout = world.checks().fanout(machine);
        this.listener = listener;
        this.life = life;
        this.whenClosed = whenClosed;
        connection.onClientClosed(this::over);
        connection.onServerClosed(() -> session.ifPresent(AgentSession::closed));
        connection.onDrained(() -> session.ifPresent(AgentSession::ready));
    }

    // The agent's end

    @Override
    public Endpoint replica() {
        return new Endpoint(replica.host().name(), 7001);
    }

    @Override
    public void send(AgentMessage message) {
        connection.toServer(() -> arrived(message));
    }

    @Override
    public void close() {
        connection.closeByClient();
        life.execute(this::over);
    }

    /** Whatever the reason: the next session is better had somewhere else. */
    private void over() {
        if (!over) {
            over = true;
            whenClosed.run();
            FlotillaError reason = new FlotillaError.Unavailable("the stream is over");
            if (connection.isEndedByServer()) {
                listener.onEnded(reason);
            } else {
                listener.onClosed(reason);
            }
        }
    }

    // The registry's end

    private void arrived(AgentMessage message) {
        switch (message) {
            case AgentMessage.Hello hello ->
                replica.registry()
                        .ifPresent(registry ->
                                session = Optional.of(registry.sessions().open(Messages.hello(hello), this)));
            case AgentMessage.Heartbeat(long sequence) -> heartbeat(sequence);
            case AgentMessage.StateReport report -> report(Messages.report(report));
            case AgentMessage.Goodbye(String reason) -> session.ifPresent(open -> open.goodbye(reason));
        }
    }

    private void heartbeat(long sequence) {
        if (world.broken(Breakage.DEAF_TO_HEARTBEATS) && ++heartbeats > 2) {
            send(new ToAgent.HeartbeatAck(sequence));
            return;
        }
        session.ifPresent(open -> open.heartbeat(sequence));
    }

    /** In the broken case a report's words come once more under the number of the next one. */
    private void report(StateReport report) {
        if (world.trace().isDetailed()) {
            world.trace()
                    .add(
                            machine.value(),
                            "reports #" + report.sequence() + (report.complete() ? " everything" : "") + " "
                                    + report.changed().stream()
                                            .map(state -> state.unit() + " " + state.active())
                                            .toList()
                                    + ", gone " + report.removed());
        }
        StateReport sent = report;
        if (world.broken(Breakage.OLD_REPORT_OVER_NEW) && previous.isPresent() && !report.complete()) {
            sent = new StateReport(false, previous.get().changed(), List.of(), report.sequence());
        }
        previous = Optional.of(report);
        StateReport now = sent;
        session.ifPresent(open -> open.states(now));
    }

    @Override
    public boolean isReady() {
        return connection.backlog() < MOST_WAITING;
    }

    @Override
    public void send(ToAgent message) {
        ToAgent sent = message;
        if (message instanceof ToAgent.Assignments assignments) {
            sent = world.broken(Breakage.FOREIGN_UNITS) ? withForeign(assignments) : assignments;
            fanout.tells((ToAgent.Assignments) sent);
        }
        RegistryMessage words = Messages.toAgent(sent);
        connection.toClient(() -> {
            if (!over) {
                listener.onMessage(words);
            }
        });
    }

    private ToAgent.Assignments withForeign(ToAgent.Assignments message) {
        List<AssignedUnit> units = new ArrayList<>(message.units());
        List<UnitName> had = units.stream().map(unit -> unit.unit().name()).toList();
        world.checks().oracle().anyOther(had).ifPresent(unit -> units.add(new AssignedUnit(unit, true)));
        return new ToAgent.Assignments(message.revision(), message.complete(), units, message.removed());
    }

    @Override
    public void end() {
        connection.closeByServer();
    }
}
