package dev.flotilla.cli.unit;

import dev.flotilla.cli.gateway.GatewayException;
import dev.flotilla.cli.gateway.StateView;
import dev.flotilla.cli.gateway.UnitView;
import dev.flotilla.cli.session.CommandFailure;
import dev.flotilla.cli.session.Exit;
import dev.flotilla.cli.session.Session;
import dev.flotilla.model.unit.DesiredState;
import java.util.ArrayList;
import java.util.List;

/** What {@code load} and {@code start} share: submit what is new, ask for the state, wait for it. */
final class Activation {
    private final Session session;
    private final DesiredState state;
    private final String verb;
    private final String gerund;

    private Activation(Session session, DesiredState state, String verb, String gerund) {
        this.session = session;
        this.state = state;
        this.verb = verb;
        this.gerund = gerund;
    }

    static Activation load(Session session) {
        return new Activation(session, DesiredState.LOADED, "load", "loading");
    }

    static Activation start(Session session) {
        return new Activation(session, DesiredState.LAUNCHED, "start", "starting");
    }

    int run(List<String> arguments, boolean replace, Blocking blocking) {
        if (arguments.isEmpty()) {
            session.err().println("No units given");
            return Exit.USAGE;
        }
        List<Submission.Item> items = submit(arguments, replace);
        try {
            return activate(items, blocking);
        } catch (GatewayException e) {
            throw new CommandFailure("Error " + gerund + " units: " + e.getMessage(), e);
        }
    }

    private List<Submission.Item> submit(List<String> arguments, boolean replace) {
        try {
            Submission submission = new Submission(session);
            List<Submission.Item> items = submission.plan(arguments, state, replace);
            submission.send(items, state);
            return items;
        } catch (GatewayException | CommandFailure e) {
            throw new CommandFailure("Error creating units: " + e.getMessage(), e);
        }
    }

    private int activate(List<Submission.Item> items, Blocking blocking) {
        List<Goal> goals = new ArrayList<>();
        List<Submission.Item> toTrigger =
                items.stream().filter(item -> !isSettled(item)).toList();
        session.askEach(toTrigger, this::trigger).forEach(item -> {
            String name = item.name().value();
            if (item.isGlobal()) {
                session.out().println("Triggered global unit " + name + " " + verb);
            } else if (blocking.isOff()) {
                session.out().println("Triggered unit " + name + " " + verb);
            } else {
                Goal goal = Goal.of(name, state).afterEnding(endedBefore(item));
                goals.add(item.content()
                        .map(made -> goal.withHash(made.file().hash().hex()))
                        .orElse(goal));
            }
        });
        List<UnitView> arrived = new Arrival(session).await(goals, blocking.attempts());
        boolean allRun = new Outcome(session, state).isGood(arrived);
        return allRun && arrived.size() == goals.size() ? Exit.OK : Exit.FAILED;
    }

    /** Whether there is nothing to do: it is wanted so already, and it is so. */
    private boolean isSettled(Submission.Item item) {
        return item.content().isEmpty()
                && item.known()
                        .filter(known -> known.desiredState().equals(state.word()))
                        .filter(known -> known.currentState().equals(state.word()) || known.global())
                        .filter(known -> endedBefore(item).isEmpty())
                        .isPresent();
    }

    private Submission.Item trigger(Submission.Item item) {
        boolean sentWithItsGoal = item.known().isPresent() && item.content().isPresent();
        if (!sentWithItsGoal) {
            session.gateway().setDesired(item.name().value(), state);
        }
        return item;
    }

    /**
     * Start means start, also for a unit that failed or has ended. Asked for once more it is started where it does not run, and
     * only there: to stop it first would take down what runs of a global unit.
     */
    private List<StateView> endedBefore(Submission.Item item) {
        return item.known()
                .filter(known ->
                        state == DesiredState.LAUNCHED && item.content().isEmpty())
                .filter(known -> known.desiredState().equals(state.word()))
                .map(UnitView::ended)
                .orElse(List.of());
    }
}
