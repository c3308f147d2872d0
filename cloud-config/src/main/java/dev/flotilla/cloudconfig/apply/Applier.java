package dev.flotilla.cloudconfig.apply;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Carries out a plan, one step after the other; the first that fails ends it. */
public final class Applier {
    private final Host host;
    private final Consumer<PlannedStep> progress;

    /** The progress is told of each step once it is done or passed over. */
    public Applier(Host host, Consumer<PlannedStep> progress) {
        this.host = host;
        this.progress = progress;
    }

    /**
     * Makes the plan's changes.
     *
     * @return the changes made
     * @throws ApplyException when a step failed; the ones before it stay
     * @throws IllegalArgumentException for a plan with problems
     */
    public List<PlannedStep> apply(Plan plan) throws ApplyException {
        if (!plan.isApplicable()) {
            throw new IllegalArgumentException("the plan has problems: " + plan.problems());
        }
        List<PlannedStep> done = new ArrayList<>();
        Set<String> due = plan.followUps();
        note(due, done);
        for (PlannedStep planned : plan.steps()) {
            if (planned.isChange()) {
                try {
                    execute(planned.step());
                } catch (IOException e) {
                    throw new ApplyException("cannot " + planned.step().description() + ": " + Words.of(e), done, e);
                }
                done.add(planned);
                if (due.remove(planned.step().description())) {
                    note(due, done);
                }
            }
            progress.accept(planned);
        }
        return List.copyOf(done);
    }

    /** For the next run, should this one not get to its end. */
    private void note(Set<String> due, List<PlannedStep> done) throws ApplyException {
        try {
            if (!due.equals(host.due())) {
                host.setDue(due);
            }
        } catch (IOException e) {
            throw new ApplyException("cannot note how far it is: " + Words.of(e), done, e);
        }
    }

    private void execute(Step step) throws IOException {
        switch (step) {
            case Step.SetHostname s -> host.setHostname(s.name());
            case Step.CreateUser s -> host.createUser(s.user());
            case Step.SetPassword s -> host.setPassword(s.user(), s.hash());
            case Step.ImportKeys s -> throw new IOException("keys are not fetched from elsewhere");
            case Step.WriteFile s -> host.write(s.path(), s.content(), s.mode(), s.owner());
            case Step.Link s -> host.link(s.path(), s.target());
            case Step.Delete s -> host.delete(s.path());
            case Step.Reload s -> host.reload();
            case Step.UnitCommand s -> host.unitCommand(s.command(), s.unit());
            case Step.RunScript s -> host.runTransient(s.unit(), s.command());
        }
    }
}
