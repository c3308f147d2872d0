package dev.flotilla.simulation.node;

import dev.flotilla.agent.Agent;
import dev.flotilla.agent.runtime.RuntimeUnit;
import dev.flotilla.agent.runtime.StateListener;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.simulation.time.Life;
import dev.flotilla.simulation.time.VirtualTime;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Turns an agent as its loop would: after everything that was handed in, and when it says that it is time. */
final class AgentDriver implements Executor, StateListener {
    private final Life life;
    private Optional<Agent> agent = Optional.empty();
    private Optional<VirtualTime.Event> wakeUp = Optional.empty();
    private boolean turnPlanned;

    AgentDriver(Life life) {
        this.life = life;
    }

    void drive(Agent driven) {
        agent = Optional.of(driven);
        planTurn();
    }

    Agent agent() {
        return agent.orElseThrow();
    }

    @Override
    public void execute(Runnable task) {
        life.execute(() -> {
            task.run();
            planTurn();
        });
    }

    @Override
    public void changed(RuntimeUnit unit) {
        planTurn();
    }

    @Override
    public void removed(UnitName name) {
        planTurn();
    }

    /** Behind what has gathered: one turn for all of it. */
    private void planTurn() {
        if (!turnPlanned) {
            turnPlanned = true;
            life.execute(this::turn);
        }
    }

    private void turn() {
        turnPlanned = false;
        wakeUp.ifPresent(VirtualTime.Event::cancel);
        agent().turn();
        Duration wait = agent().nextTurn().minus(life.uptime());
        wakeUp = Optional.of(life.after(wait.isNegative() ? Duration.ZERO : wait.plusNanos(1000), this::planTurn));
    }
}
