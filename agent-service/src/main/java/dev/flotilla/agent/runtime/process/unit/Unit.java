package dev.flotilla.agent.runtime.process.unit;

import dev.flotilla.agent.runtime.JobResult;
import dev.flotilla.agent.runtime.RuntimeUnit;
import dev.flotilla.agent.runtime.UnitStatus;
import dev.flotilla.agent.runtime.process.definition.Condition;
import dev.flotilla.agent.runtime.process.definition.Dependencies;
import dev.flotilla.agent.runtime.process.definition.UnitDefinition;
import dev.flotilla.agent.runtime.process.job.JobUnit;
import dev.flotilla.agent.runtime.process.log.UnitLog;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitHash;
import dev.flotilla.model.unit.UnitName;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A loaded unit. For the supervisor's thread. */
public abstract class Unit implements JobUnit {
    private static final Logger LOG = Logger.getLogger(Unit.class.getName());

    private final UnitEnvironment environment;
    private final UnitName name;
    private final UnitLog log;
    private UnitDefinition definition;
    private UnitHash hash;
    private Instant since;
    private String refusal = "";

    Unit(UnitEnvironment environment, UnitDefinition definition, UnitHash hash) {
        this.environment = environment;
        this.name = definition.name();
        this.definition = definition;
        this.hash = hash;
        this.since = environment.host().now();
        this.log = environment.logs().of(FileKey.of(name));
    }

    /** New content; what runs goes on. */
    public void redefine(UnitDefinition next, UnitFile file) {
        environment.store().save(name, file);
        definition = next;
        hash = file.hash();
        publish();
    }

    /** Carries on what an earlier agent left; called once, before anything else happens. */
    public abstract void adopt();

    /** systemd's SUB. */
    public abstract String sub();

    abstract String active();

    abstract OptionalLong mainPid();

    /** What its processes have told of themselves; empty when nothing. */
    abstract String told();

    @Override
    public UnitName name() {
        return name;
    }

    @Override
    public Dependencies dependencies() {
        return definition.dependencies();
    }

    @Override
    public Optional<String> loadFault() {
        return definition.isLoaded() ? Optional.empty() : Optional.of("Unit " + name + ": " + definition.detail());
    }

    @Override
    public void unplanned(JobResult result) {
        refused(result);
    }

    @Override
    public void refused(JobResult result) {
        refusal = result.words();
        say(result.words());
        publish();
    }

    /** It begins to start, so what kept it from starting before is over. */
    void clearRefusal() {
        refusal = "";
    }

    /** The result of a start that a condition forbids; empty when it may go on. */
    Optional<JobResult> failedConditions() {
        List<Condition> conditions = definition.conditions();
        List<Condition> assertions =
                conditions.stream().filter(Condition::assertion).toList();
        List<Condition> others =
                conditions.stream().filter(condition -> !condition.assertion()).toList();
        if (!Condition.allHold(assertions)) {
            return Optional.of(new JobResult(JobResult.Outcome.FAILED, "Assertion failed: " + assertions));
        }
        if (!Condition.allHold(others)) {
            return Optional.of(
                    new JobResult(JobResult.Outcome.SKIPPED, "Condition check resulted in skipping it: " + others));
        }
        return Optional.empty();
    }

    UnitHash hash() {
        return hash;
    }

    UnitDefinition definition() {
        return definition;
    }

    UnitEnvironment environment() {
        return environment;
    }

    UnitLog log() {
        return log;
    }

    Instant since() {
        return since;
    }

    void since(Instant time) {
        since = time;
    }

    void say(String words) {
        log.say(words);
    }

    /** What cannot be written is said; the unit goes on, and only a later agent would not know of it. */
    void save(UnitRecord record) {
        try {
            environment.store().save(record);
        } catch (UncheckedIOException e) {
            LOG.log(Level.WARNING, e, () -> "the record of " + name + " cannot be written");
        }
    }

    void publish() {
        environment.changed().accept(snapshot());
    }

    /** As {@code systemctl} would show it. */
    String title() {
        String description = definition.description();
        return description.equals(name.value()) ? name.value() : name.value() + " - " + description;
    }

    /** The name of its main process's program; empty when it has none. */
    public abstract String mainCommand();

    public String description() {
        return definition.description();
    }

    public RuntimeUnit snapshot() {
        return new RuntimeUnit(
                name, hash, new UnitStatus(definition.load(), active(), sub(), since, detail(), mainPid()));
    }

    private String detail() {
        if (!definition.isLoaded()) {
            return definition.detail();
        }
        var parts = new ArrayList<String>();
        for (String part : List.of(refusal, failure(), told(), definition.detail())) {
            if (!part.isEmpty()) {
                parts.add(part);
            }
        }
        return String.join("; ", parts);
    }
}
