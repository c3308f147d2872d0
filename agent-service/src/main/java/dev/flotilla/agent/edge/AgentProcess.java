package dev.flotilla.agent.edge;

import dev.flotilla.agent.Agent;
import dev.flotilla.agent.AgentIdentity;
import dev.flotilla.agent.AgentLoop;
import dev.flotilla.agent.AgentView;
import dev.flotilla.agent.Departure;
import dev.flotilla.agent.assignment.AssignmentFile;
import dev.flotilla.agent.companion.Companions;
import dev.flotilla.agent.reconcile.AchievedFile;
import dev.flotilla.agent.runtime.Runtime;
import dev.flotilla.agent.runtime.RuntimeUnit;
import dev.flotilla.agent.runtime.StateListener;
import dev.flotilla.agent.runtime.Subscription;
import dev.flotilla.agent.session.ContactFile;
import dev.flotilla.agent.session.Session;
import dev.flotilla.agent.session.SessionSettings;
import dev.flotilla.client.FlotillaClient;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.proto.v1.MachineNews;
import io.grpc.stub.ServerCallStreamObserver;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agent as a part of this process: built when it starts, let go when it stops. */
@Singleton
final class AgentProcess {
    private static final Logger LOG = LoggerFactory.getLogger(AgentProcess.class);
    /** Syncing holds up every writer of the disk, so changes of a second share one. */
    private static final Duration SYNC_AFTER = Duration.ofSeconds(1);

    private final AgentConfig config;
    private final AgentIdentity identity;
    private final Runtime runtime;
    private final FlotillaClient client;
    private final long startedAt = System.nanoTime();
    private final AgentLoop loop = new AgentLoop(this::uptime);
    private final Companions companions = new Companions(this::uptime);

    private volatile @Nullable MachineJoining joining;
    private volatile @Nullable Agent agent;
    private volatile boolean stopped;
    private @Nullable Departure departure;
    private @Nullable Subscription changes;

    AgentProcess(AgentConfig config, AgentIdentity identity, Runtime runtime, FlotillaClient client) {
        this.config = config;
        this.identity = identity;
        this.runtime = runtime;
        this.client = client;
    }

    void start(@Observes StartupEvent event, Config settings) {
        UnknownSettings.refuse(settings);
        Path directory = usable("data-dir", config.dataDir());
        Path runDirectory = config.runDir().map(run -> usable("run-dir", run)).orElse(directory);
        LOG.info("machine {} at {}, data in {}", identity.machine(), identity.primaryIp(), directory);
        MachineJoining machine = new MachineJoining(config, identity.machine(), client, directory);
        joining = machine;
        machine.whenJoined(credential -> begin(identity.withCredential(credential), directory, runDirectory));
    }

    /** The machine is a member, or needs to be none. */
    private synchronized void begin(AgentIdentity member, Path directory, Path runDirectory) {
        if (stopped) {
            return;
        }
        Supplier<Instant> wallClock = Instant::now;
        Agent built = new Agent(
                member,
                runtime,
                client::openSession,
                new AssignmentFile(
                        runDirectory,
                        directory,
                        CompletableFuture.delayedExecutor(SYNC_AFTER.toMillis(), TimeUnit.MILLISECONDS)),
                new AchievedFile(runDirectory, identity.bootId()),
                new ContactFile(runDirectory, identity.bootId(), LocalMachine::uptime),
                new Session(SessionSettings.DEFAULT, ThreadLocalRandom.current(), uptime()),
                loop,
                this::uptime,
                wallClock,
                companions);
        agent = built;
        Departure leaving = new Departure(built, runtime, loop, config.leaveOnStop(), config.leaveTimeout());
        departure = leaving;
        changes = runtime.subscribe(new Signals(leaving));
        loop.start(built);
    }

    synchronized void stop(@Observes ShutdownEvent event) {
        stopped = true;
        if (joining != null) {
            joining.stop();
        }
        if (departure != null) {
            departure.agentStops();
        }
        if (changes != null) {
            changes.close();
        }
        if (agent != null) {
            loop.close();
        }
    }

    /** Somebody beside the agent. */
    AccompanyStream accompany(ServerCallStreamObserver<MachineNews> observer) {
        return new AccompanyStream(companions, identity, loop, observer);
    }

    /** How the agent stands. */
    AgentView view() {
        Agent built = agent;
        if (built == null) {
            MachineJoining machine = joining;
            return AgentView.joining(machine == null ? Optional.empty() : machine.trouble(), uptime());
        }
        return built.view();
    }

    /** Since the start of this process; monotonic. */
    Duration uptime() {
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }

    private static Path usable(String setting, Path directory) {
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw Setting.wrong(setting, "cannot be used: " + e);
        }
    }

    /** Every change of a unit turns the loop, which looks for itself what it was. */
    private final class Signals implements StateListener {
        private final Departure leaving;

        Signals(Departure leaving) {
            this.leaving = leaving;
        }

        @Override
        public void changed(RuntimeUnit unit) {
            loop.signal();
        }

        @Override
        public void removed(UnitName name) {
            loop.signal();
        }

        @Override
        public void machineStops() {
            leaving.machineMayStop();
        }
    }
}
