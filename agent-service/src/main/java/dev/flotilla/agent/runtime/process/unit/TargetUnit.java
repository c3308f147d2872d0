package dev.flotilla.agent.runtime.process.unit;

import dev.flotilla.agent.runtime.JobResult;
import dev.flotilla.agent.runtime.process.definition.UnitDefinition;
import dev.flotilla.agent.runtime.process.host.ExitStatus;
import dev.flotilla.agent.runtime.process.job.Activity;
import dev.flotilla.agent.runtime.process.service.ServiceResult;
import dev.flotilla.agent.runtime.process.service.ServiceState;
import dev.flotilla.agent.runtime.process.service.Sub;
import dev.flotilla.model.unit.UnitHash;
import java.util.Optional;
import java.util.OptionalLong;

/** A unit without processes: it stands for others. Also what a unit of a type that cannot be run is shown as. */
public final class TargetUnit extends Unit {
    private boolean active;

    public TargetUnit(UnitEnvironment environment, UnitDefinition definition, UnitHash hash) {
        super(environment, definition, hash);
    }

    @Override
    public void adopt() {
        environment().store().record(name()).ifPresent(record -> {
            active = record.state().sub() == Sub.EXITED
                    && record.bootId().equals(environment().bootId());
            since(record.since());
        });
    }

    @Override
    public Activity activity() {
        return active ? Activity.ACTIVE : Activity.INACTIVE;
    }

    @Override
    public boolean waitsToRestart() {
        return false;
    }

    @Override
    public Optional<JobResult> start(boolean asked) {
        Optional<JobResult> forbidden = failedConditions();
        if (forbidden.isPresent()) {
            return forbidden;
        }
        clearRefusal();
        set(true);
        say("Reached target " + title() + ".");
        return Optional.empty();
    }

    @Override
    public void stop() {
        set(false);
        say("Stopped target " + title() + ".");
    }

    private void set(boolean next) {
        Activity before = activity();
        active = next;
        since(environment().host().now());
        remember();
        publish();
        environment().jobs().changed(this, before, activity(), false);
    }

    private void remember() {
        var state = new ServiceState(
                active ? Sub.EXITED : Sub.DEAD,
                ServiceResult.SUCCESS,
                Optional.empty(),
                0,
                false,
                false,
                true,
                false,
                Optional.<ExitStatus>empty(),
                0);
        save(new UnitRecord(
                name(),
                state,
                "",
                Optional.empty(),
                Optional.empty(),
                since(),
                environment().bootId()));
    }

    @Override
    public String failure() {
        return "";
    }

    @Override
    public String sub() {
        return active ? "active" : "dead";
    }

    @Override
    String active() {
        return active ? "active" : "inactive";
    }

    @Override
    OptionalLong mainPid() {
        return OptionalLong.empty();
    }

    @Override
    public String mainCommand() {
        return "";
    }

    @Override
    String told() {
        return "";
    }
}
