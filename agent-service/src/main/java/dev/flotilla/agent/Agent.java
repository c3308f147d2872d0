package dev.flotilla.agent;

import dev.flotilla.agent.assignment.Assignment;
import dev.flotilla.agent.assignment.Assignments;
import dev.flotilla.agent.assignment.KeptAssignments;
import dev.flotilla.agent.companion.Companions;
import dev.flotilla.agent.reconcile.Achieved;
import dev.flotilla.agent.reconcile.KeptProgress;
import dev.flotilla.agent.reconcile.Knowledge;
import dev.flotilla.agent.reconcile.Reconciler;
import dev.flotilla.agent.report.StateReporter;
import dev.flotilla.agent.report.UnitStates;
import dev.flotilla.agent.runtime.Runtime;
import dev.flotilla.agent.session.KeptContact;
import dev.flotilla.agent.session.Session;
import dev.flotilla.agent.session.SessionEffect;
import dev.flotilla.client.session.AgentMessage;
import dev.flotilla.client.session.RegistryMessage;
import dev.flotilla.client.session.SessionListener;
import dev.flotilla.client.session.SessionStream;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.requirement.PartitionPolicy;
import dev.flotilla.model.state.UnitState;
import dev.flotilla.model.unit.UnitName;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent without its thread: takes in what happened and does what follows, one {@link #turn} at a time. Everything
 * that comes from elsewhere (the stream, the runtime) enters through the executor, whose thread is also the one that
 * calls {@link #turn} after each batch and when {@link #nextTurn} says so.
 */
public final class Agent {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
    /** A turn at least so often, in case a signal was missed. */
    static final Duration SAFETY_TICK = Duration.ofSeconds(15);
    /** Assignments older than the accepted ones are believed after so long: the registry was restored from a backup. */
    static final Duration BELIEVE_OLDER_AFTER = Duration.ofSeconds(30);
    /** An agent that has found no registry for so long starts what it was last told to run. */
    static final Duration UNATTENDED_START = Duration.ofSeconds(30);

    private final AgentIdentity identity;
    private final RegistryLine line;
    private final Executor loop;
    private final Supplier<Duration> uptime;
    private final KeptAssignments assignmentFile;
    private final KeptProgress achievedFile;
    private final KeptContact contactFile;
    private final Session session;
    private final Reconciler reconciler;
    private final Companions companions;
    private final StateReporter reporter = new StateReporter();
    private final UnitStates unitStates;

    private Assignments assignments;
    private boolean assignmentsUnsaved;
    private Map<UnitName, Achieved> savedAchieved;
    private boolean keepsContact;
    private Optional<Duration> savedContact = Optional.empty();
    private @Nullable SessionStream stream;
    private boolean caughtUp;
    private Duration aloneSince;
    private boolean toldWhatToRun;
    private boolean lossSaid;
    private boolean diskFailureSaid;
    private boolean fenced;
    private boolean goodbyeSaid;
    private Optional<Leaving> leaving = Optional.empty();
    private long sessions;
    private Optional<Duration> olderSince = Optional.empty();
    private volatile AgentView view;

    public Agent(
            AgentIdentity identity,
            Runtime runtime,
            RegistryLine line,
            KeptAssignments assignmentFile,
            KeptProgress achievedFile,
            KeptContact contactFile,
            Session session,
            Executor loop,
            Supplier<Duration> uptime,
            Supplier<java.time.Instant> wallClock) {
        this(
                identity,
                runtime,
                line,
                assignmentFile,
                achievedFile,
                contactFile,
                session,
                loop,
                uptime,
                wallClock,
                new Companions(uptime));
    }

    /** @param companions what runs beside it, told of each turn */
    public Agent(
            AgentIdentity identity,
            Runtime runtime,
            RegistryLine line,
            KeptAssignments assignmentFile,
            KeptProgress achievedFile,
            KeptContact contactFile,
            Session session,
            Executor loop,
            Supplier<Duration> uptime,
            Supplier<java.time.Instant> wallClock,
            Companions companions) {
        this.identity = identity;
        this.companions = companions;
        this.line = line;
        this.loop = loop;
        this.uptime = uptime;
        this.assignmentFile = assignmentFile;
        this.achievedFile = achievedFile;
        this.contactFile = contactFile;
        this.session = session;
        this.aloneSince = uptime.get();
        this.assignments = assignmentFile.load();
        this.savedAchieved = achievedFile.load();
        this.keepsContact = assignments.anyStopsInPartition();
        if (keepsContact) {
            contactFile.load().ifPresent(contact -> session.carryOn(contact, uptime.get()));
        }
        this.reconciler = new Reconciler(runtime, savedAchieved, loop, uptime, companions.gate(), this::saveAchieved);
        this.unitStates = new UnitStates(identity.machine(), runtime, reconciler, wallClock);
        this.view = AgentView.initial(uptime.get());
        if (assignments.known()) {
            LOG.info(
                    "carrying on with {} assigned units of revision {}",
                    assignments.units().size(),
                    assignments.revision());
        }
    }

    /** How it stood at the end of the last turn. Thread-safe. */
    public AgentView view() {
        return view;
    }

    /** Brings everything forward as far as it goes now. */
    public void turn() {
        if (!gone()) {
            carryOut(session.tick(uptime.get()));
        }
        fence();
        saveContact();
        saveAssignments();
        companions.know(assignments);
        reconciler.pass(leaving.isPresent() ? Assignments.NOTHING : assignments, fenced, knowledge());
        saveAchieved();
        sayGoodbyeWhenEmpty();
        Map<UnitName, UnitState> states = unitStates.of(assignments);
        companions.publish(states);
        reporter.observe(states, uptime.get());
        reporter.next(uptime.get()).ifPresent(this::send);
        view = new AgentView(
                session.live(),
                caughtUp && session.live(),
                fenced,
                session.givenUp(),
                assignments.revision(),
                assignments.units().size(),
                sessions,
                reporter.unacknowledged(),
                states,
                reconciler.counts(),
                uptime.get());
    }

    /**
     * What is on disk may be old: units may have been moved while this machine was away, or the disk was full. So units are
     * started and stopped only once the registry has said what to run. When it stays silent the machine starts what it
     * knows of: a site that comes back from a power failure must not wait for ever for a registry that does not. One that has a
     * session is told in a moment. One that the registry does not want may be another's double, disk and all: it waits.
     */
    private Knowledge knowledge() {
        if (toldWhatToRun || leaving.isPresent()) {
            return Knowledge.TOLD;
        }
        return isUnattended() && !session.unwanted() ? Knowledge.UNATTENDED : Knowledge.REMEMBERED;
    }

    private boolean isUnattended() {
        return !session.live() && uptime.get().compareTo(aloneSince.plus(UNATTENDED_START)) >= 0;
    }

    /** When the next turn is due, at the latest; uptime. */
    public Duration nextTurn() {
        Duration now = uptime.get();
        return Stream.of(
                        gone() ? Optional.<Duration>empty() : session.nextTick(now),
                        reconciler.nextRetry(),
                        Optional.of(aloneSince.plus(UNATTENDED_START))
                                .filter(start -> !toldWhatToRun && start.compareTo(now) > 0),
                        reporter.due(now),
                        Optional.of(now.plus(SAFETY_TICK)))
                .flatMap(Optional::stream)
                .min(Duration::compareTo)
                .orElseThrow();
    }

    /** Lets go of the registry; units run on. */
    public void close() {
        if (stream != null) {
            stream.close();
        }
        saveAssignments();
        saveAchieved();
    }

    /**
     * Stops all units, then tells the registry that the machine leaves for good, so that they are placed elsewhere at
     * once, and not before they have stopped here. Completes when the registry has taken note of it: a goodbye that may not have
     * been heard is said again on the next session, until the TTL has done what it would do. Asked for again, it is the same leave.
     */
    public CompletableFuture<Void> leave(String reason) {
        if (leaving.isEmpty()) {
            LOG.info("the machine leaves: {}", reason);
            leaving = Optional.of(new Leaving(reason, new CompletableFuture<>()));
        }
        return leaving.get().noted();
    }

    private void sayGoodbyeWhenEmpty() {
        leaving.filter(machine -> !goodbyeSaid && !gone() && isEmpty()).ifPresent(machine -> {
            if (session.live()) {
                goodbyeSaid = true;
                send(new AgentMessage.Goodbye(machine.reason()));
            } else if (session.lost(uptime.get()) || session.givenUp().isPresent()) {
                LOG.warn("no registry is there to hear that the machine leaves; its units move when the TTL is over");
                machine.noted().complete(null);
            }
        });
    }

    private boolean isEmpty() {
        return unitStates.of(Assignments.NOTHING).isEmpty()
                && reconciler.counts().inFlight() == 0;
    }

    /** The machine has left; the registry is not asked for anything any more. */
    private boolean gone() {
        return leaving.filter(machine -> machine.noted().isDone()).isPresent();
    }

    private record Leaving(String reason, CompletableFuture<Void> noted) {}

    private void carryOut(List<SessionEffect> effects) {
        effects.forEach(this::carryOut);
    }

    private void carryOut(SessionEffect effect) {
        switch (effect) {
            case SessionEffect.Open(long number) -> open(number);
            case SessionEffect.Send(AgentMessage message) -> send(message);
            case SessionEffect.Close(long _, String reason) -> closeStream(reason);
            case SessionEffect.Established(RegistryMessage.Welcome welcome) -> established(welcome);
            case SessionEffect.Lost(String reason) -> lost(reason);
            case SessionEffect.Accept(RegistryMessage.Assignments message) -> accept(message);
            case SessionEffect.ReportStored(long sequence) -> reporter.stored(sequence);
            case SessionEffect.GiveUp(String reason) ->
                LOG.error("the registry will not have this machine: {}. Its units run on unattended", reason);
        }
    }

    private void open(long number) {
        try {
            stream = line.open(new Incoming(number));
            send(identity.hello(assignments.held()));
        } catch (RuntimeException e) {
            LOG.debug("cannot open a session", e);
            loop.execute(() -> carryOut(session.closed(number, e.toString(), uptime.get())));
        }
    }

    private void send(AgentMessage message) {
        if (stream != null) {
            stream.send(message);
        }
    }

    private void closeStream(String reason) {
        LOG.debug("leaving the session: {}", reason);
        if (stream != null) {
            stream.close();
        }
        stream = null;
    }

    private void established(RegistryMessage.Welcome welcome) {
        sessions++;
        lossSaid = false;
        caughtUp = false;
        reporter.established();
        LOG.info(
                "session {} with replica {}: heartbeat {} ms, ttl {} ms",
                welcome.sessionId(),
                welcome.replicaId(),
                welcome.heartbeatInterval().toMillis(),
                welcome.ttl().toMillis());
    }

    private void received(long number, RegistryMessage message) {
        boolean refused = session.unwanted();
        List<SessionEffect> effects = session.received(number, message, uptime.get());
        if (refused && !session.unwanted()) {
            // What it remembers may be another's, until it is told.
            aloneSince = uptime.get();
        }
        carryOut(effects);
    }

    /** Without a word of refusal: after a goodbye that means that it was noted. */
    private void ended(long number, String reason) {
        List<SessionEffect> effects = session.closed(number, reason, uptime.get());
        if (goodbyeSaid && !effects.isEmpty()) {
            leaving.ifPresent(machine -> machine.noted().complete(null));
        }
        carryOut(effects);
    }

    private void lost(String reason) {
        reporter.lost();
        caughtUp = false;
        stream = null;
        goodbyeSaid = false;
        if (!lossSaid && !gone()) {
            LOG.warn("no session with the registry: {}. Units run on; trying again", reason);
            lossSaid = true;
        }
    }

    private void accept(RegistryMessage.Assignments message) {
        switch (assignments.apply(message)) {
            case Assignments.Outcome.Accepted accepted -> take(message, accepted);
            case Assignments.Outcome.Stale _ -> older(message);
            case Assignments.Outcome.Incomplete(UnitName missing) ->
                carryOut(session.restart("the unit file of " + missing + " is missing", uptime.get()));
        }
    }

    private void take(RegistryMessage.Assignments message, Assignments.Outcome.Accepted accepted) {
        olderSince = Optional.empty();
        caughtUp |= message.complete();
        toldWhatToRun |= message.complete();
        assignmentsUnsaved |= !accepted.assignments().equals(assignments);
        forgive(unit -> accepted.assignments().get(unit.name()).isEmpty());
        assignments = accepted.assignments();
        keepsContact = assignments.anyStopsInPartition();
        message.units().forEach(unit -> reconciler.changed(unit.name()));
        accepted.asserted().forEach(reconciler::askedAgain);
    }

    /** What could not be done with these before says nothing about stopping them, which cannot wait. */
    private void forgive(Predicate<Assignment> toStop) {
        assignments.units().values().stream()
                .filter(toStop)
                .map(Assignment::name)
                .forEach(reconciler::changed);
    }

    /** A replica that lags behind, or a registry that was restored: only time tells. */
    private void older(RegistryMessage.Assignments message) {
        if (!message.complete()) {
            return;
        }
        Duration now = uptime.get();
        Duration since = olderSince.orElse(now);
        olderSince = Optional.of(since);
        if (now.minus(since).compareTo(BELIEVE_OLDER_AFTER) >= 0
                && assignments.merge(message) instanceof Assignments.Outcome.Accepted accepted) {
            LOG.warn(
                    "the registry has been at revision {} for {} s, this agent knew {}: believing the registry",
                    message.revision(),
                    BELIEVE_OLDER_AFTER.toSeconds(),
                    assignments.revision());
            take(message, accepted);
            return;
        }
        carryOut(session.restart(
                "the replica's assignments of revision " + message.revision() + " are older than the accepted ones of "
                        + assignments.revision(),
                now));
    }

    /** Once for all that came since the last turn, before it is acted on. */
    private void saveAssignments() {
        if (!assignmentsUnsaved) {
            return;
        }
        try {
            assignmentFile.save(assignments);
            assignmentsUnsaved = false;
            diskFailureSaid = false;
        } catch (IOException e) {
            sayDiskFailure("assignments", e);
        }
    }

    private void saveAchieved() {
        Map<UnitName, Achieved> durable = reconciler.durable();
        if (durable.equals(savedAchieved)) {
            return;
        }
        try {
            achievedFile.save(durable);
            savedAchieved = durable;
        } catch (IOException e) {
            sayDiskFailure("progress", e);
        }
    }

    /**
     * So that an agent that comes after this one counts on from there. Only for units that must not run twice; and not while they
     * are stopped: they are not to be started by one that was heard again, but not told yet.
     */
    private void saveContact() {
        Optional<Duration> heard = Optional.of(session.lastHeard());
        if (!keepsContact || fenced || heard.equals(savedContact)) {
            return;
        }
        try {
            contactFile.save(session.contact(uptime.get()));
            savedContact = heard;
        } catch (IOException e) {
            sayDiskFailure("last contact", e);
        }
    }

    /** Units are run all the same: a full disk is no reason to let the cluster down. */
    private void sayDiskFailure(String what, IOException e) {
        if (!diskFailureSaid) {
            LOG.error("cannot keep the {} on disk: {}. A restart of the agent may stop units", what, e.toString());
            diskFailureSaid = true;
        }
    }

    /** It lasts until a registry that is heard again has said what to run: what ran here may run elsewhere by now. */
    private void fence() {
        boolean before = fenced;
        fenced = session.fenced(uptime.get()) || (before && !caughtUp);
        if (fenced && !before) {
            forgive(unit -> unit.onPartition() == PartitionPolicy.STOP);
            LOG.warn("the registry has not been heard: units with OnPartition=stop are stopped, all others run on");
        }
        if (!fenced && before) {
            LOG.info("the registry is heard again, and has said what to run");
        }
    }

    /** Brings a stream's messages into the loop. */
    private final class Incoming implements SessionListener {
        private final long number;

        Incoming(long number) {
            this.number = number;
        }

        @Override
        public void onMessage(RegistryMessage message) {
            loop.execute(() -> received(number, message));
        }

        @Override
        public void onClosed(FlotillaError reason) {
            loop.execute(() -> carryOut(session.closed(number, reason.message(), uptime.get())));
        }

        @Override
        public void onEnded(FlotillaError reason) {
            loop.execute(() -> ended(number, reason.message()));
        }
    }
}
