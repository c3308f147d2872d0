package dev.flotilla.gateway.unit;

import dev.flotilla.client.agent.AgentStatus;
import dev.flotilla.gateway.api.StateJson;
import dev.flotilla.gateway.api.StatusJson;
import dev.flotilla.gateway.cluster.Cluster;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.unit.UnitName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Asks all machines that have a unit for its status, at once. */
public final class StatusQuestion {
    private final Cluster cluster;

    public StatusQuestion(Cluster cluster) {
        this.cluster = cluster;
    }

    /** A machine that cannot be asked is in the answer with the reason. */
    public StatusJson ask(UnitName unit, UnitMachines machines, int lines) {
        List<Future<StatusJson.OnMachine>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Machine machine : machines.machines()) {
                answers.add(threads.submit(() -> ask(unit, machine, machines, lines)));
            }
        }
        return new StatusJson(
                unit.value(), answers.stream().map(StatusQuestion::answer).toList());
    }

    private StatusJson.OnMachine ask(UnitName unit, Machine machine, UnitMachines machines, int lines) {
        Optional<StateJson> reported =
                Optional.ofNullable(machines.states().get(machine.id())).map(StateJson::of);
        try {
            AgentStatus status = cluster.status(machine, unit, lines);
            return new StatusJson.OnMachine(
                    machine.id().value(),
                    machine.primaryIp(),
                    Optional.of(status.exitStatus()),
                    Optional.of(status.text()),
                    status.state().map(StateJson::of).or(() -> reported),
                    Optional.empty());
        } catch (FlotillaException e) {
            return new StatusJson.OnMachine(
                    machine.id().value(),
                    machine.primaryIp(),
                    Optional.empty(),
                    Optional.empty(),
                    reported,
                    Optional.of(e.error().message()));
        }
    }

    private static StatusJson.OnMachine answer(Future<StatusJson.OnMachine> answer) {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted after all had answered", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a question failed", e.getCause());
        }
    }
}
