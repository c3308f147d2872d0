package dev.flotilla.simulation.node;

import dev.flotilla.agent.Agent;
import dev.flotilla.agent.AgentIdentity;
import dev.flotilla.agent.assignment.KeptAssignments;
import dev.flotilla.agent.runtime.RuntimeUnit;
import dev.flotilla.agent.session.Contact;
import dev.flotilla.agent.session.KeptContact;
import dev.flotilla.agent.session.Session;
import dev.flotilla.agent.session.SessionSettings;
import dev.flotilla.client.session.RegistryMessage;
import dev.flotilla.client.session.SessionListener;
import dev.flotilla.client.session.SessionStream;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.machine.Capacity;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.simulation.check.MachineView;
import dev.flotilla.simulation.check.Stops;
import dev.flotilla.simulation.runtime.Behaviour;
import dev.flotilla.simulation.runtime.RuntimeWitness;
import dev.flotilla.simulation.runtime.SimRuntime;
import dev.flotilla.simulation.scenario.Breakage;
import dev.flotilla.simulation.time.Host;
import dev.flotilla.simulation.time.Life;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A machine: its systemd lives from boot to power failure, its agent comes and goes. */
public final class MachineNode implements MachineView {
    /** As the agent's leave-timeout, shorter. */
    private static final Duration LEAVE_TIMEOUT = Duration.ofSeconds(10);
    /** What OnPartition=stop leaves a unit to stop in, and some. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private final World world;
    private final MachineId id;
    private final Map<String, String> metadata;
    private final Capacity capacity;
    private final Host machine;
    private final Host agentHost;
    private final SimDisk disk = new SimDisk();
    private Optional<Stops> stops = Optional.empty();
    private Optional<SimRuntime> runtime = Optional.empty();
    private Optional<AgentDriver> agent = Optional.empty();
    private boolean knowsWhenHeard;
    private int boots;
    private Optional<Life> leaving = Optional.empty();

    MachineNode(
            World world, MachineId id, Map<String, String> metadata, Capacity capacity, Host machine, Host agentHost) {
        this.world = world;
        this.id = id;
        this.metadata = metadata;
        this.capacity = capacity;
        this.machine = machine;
        this.agentHost = agentHost;
    }

    /** Where the agent runs. */
    public Host host() {
        return agentHost;
    }

    String bootId() {
        return id + "-boot-" + boots;
    }

    public boolean isBooted() {
        return machine.isUp();
    }

    void boot() {
        boots++;
        if (leaving.isPresent()) {
            leaving = Optional.empty();
            agentHost.recovers();
        }
        Life life = machine.start();
        Stops causes = world.checks()
                .stops(id, () -> agent.map(running -> running.agent().view().revision())
                        .orElse(0L));
        stops = Optional.of(causes);
        runtime = Optional.of(new SimRuntime(life, world.random(), new Witness(causes), world.breakage()));
        start(true);
    }

    void startAgent() {
        if (machine.isUp()) {
            start(disk.hasContact(bootId()));
        }
    }

    private void start(boolean knows) {
        knowsWhenHeard = knows;
        Life life = agentHost.start();
        stops.ifPresent(causes -> causes.agentStarted(disk.isBehind()));
        String boot = bootId();
        AgentDriver driver = new AgentDriver(life);
        SimRuntime units = runtime.orElseThrow();
        if (disk.isBehind()) {
            units.stopsAreForgotten();
        }
        Replicas replicas = new Replicas(
                world.registries(), world.random().nextInt(world.registries().size()));
        driver.drive(new Agent(
                new AgentIdentity(id, boot, "10.0.0.1", metadata, capacity, "", "simulated"),
                units,
                listener -> open(life, replicas, driver, listener),
                disk.assignments(),
                disk.progress(boot),
                contact(boot),
                new Session(SessionSettings.DEFAULT, world.random(), life.uptime()),
                driver,
                life::uptime,
                life::wallClock));
        units.close(); // by an agent that was there before
        units.subscribe(driver);
        agent = Optional.of(driver);
    }

    private KeptContact contact(String boot) {
        KeptContact kept = disk.contact(boot, world.time()::now);
        return world.broken(Breakage.RESTARTS_COUNT_ANEW) ? new Forgotten(kept) : kept;
    }

    /** Is kept, and not looked at. */
    private record Forgotten(KeptContact kept) implements KeptContact {
        @Override
        public void save(Contact contact) throws IOException {
            kept.save(contact);
        }

        @Override
        public Optional<Contact> load() {
            return Optional.empty();
        }
    }

    private SessionStream open(Life life, Replicas replicas, AgentDriver driver, SessionListener listener) {
        RegistryNode replica = replicas.preferred();
        SessionListener hears =
                world.broken(Breakage.HEARD_IS_TOLD) ? new Presuming(listener, disk.assignments()) : listener;
        return new SessionEdge(world, id, life, replica, hears, () -> {
            replicas.failed(replica);
            if (world.broken(Breakage.SILENCE_STOPS_UNITS)) {
                listener.onMessage(
                        new RegistryMessage.Assignments(driver.agent().view().revision(), true, List.of(), List.of()));
            }
        });
    }

    /** Takes a welcome for the word that nothing has changed meanwhile. */
    private record Presuming(SessionListener agent, KeptAssignments known) implements SessionListener {
        @Override
        public void onMessage(RegistryMessage message) {
            agent.onMessage(message);
            if (message instanceof RegistryMessage.Welcome && known.load().known()) {
                agent.onMessage(known.load().toMessage());
            }
        }

        @Override
        public void onClosed(FlotillaError reason) {
            agent.onClosed(reason);
        }

        @Override
        public void onEnded(FlotillaError reason) {
            agent.onEnded(reason);
        }
    }

    /** The agent dies; its units run on. */
    void crashAgent() {
        agentHost.stop();
        agent = Optional.empty();
        runtime.ifPresent(SimRuntime::close);
        world.network().gone(agentHost, true);
    }

    void powerOff() {
        agentHost.stop();
        machine.stop();
        agent = Optional.empty();
        runtime = Optional.empty();
        world.network().gone(agentHost, false);
    }

    SimDisk disk() {
        return disk;
    }

    /** As an agent with leave-on-stop that is told to stop; then the machine is switched off. */
    void leave(Runnable left) {
        if (agent.isEmpty() || leaving.isPresent() || !agentHost.isAwake()) {
            return;
        }
        agentHost.suffers();
        stops.ifPresent(Stops::leaves);
        AgentDriver driver = agent.get();
        Life life = agentHost.life().orElseThrow();
        leaving = Optional.of(life);
        Runnable off = () -> {
            // Not that of an earlier life, whose time-out comes while the next one leaves.
            if (leaving.filter(life::equals).isPresent()) {
                leaving = Optional.empty();
                agentHost.recovers();
                if (!life.isOver()) {
                    powerOff();
                }
                left.run();
            }
        };
        driver.execute(() -> {
            CompletableFuture<Void> unused =
                    driver.agent().leave("maintenance").whenComplete((noted, failure) -> off.run());
        });
        world.time().after(LEAVE_TIMEOUT, off);
    }

    public Optional<SimRuntime> runtime() {
        return runtime;
    }

    @Override
    public MachineId id() {
        return id;
    }

    @Override
    public Map<UnitName, RuntimeUnit> units() {
        return runtime.map(SimRuntime::list).orElse(Map.of());
    }

    @Override
    public boolean knowsWhenHeard() {
        return knowsWhenHeard;
    }

    @Override
    public long awakeFor() {
        return agentHost.awakeFor();
    }

    @Override
    public long reachableFor() {
        return runtime.map(SimRuntime::reachableFor).orElse(0L);
    }

    @Override
    public boolean stopsInTime(UnitName unit) {
        return runtime.flatMap(units -> units.behaviour(unit))
                .filter(behaviour -> !behaviour.stopHangs() && behaviour.stop().compareTo(SOON) < 0)
                .isPresent();
    }

    /** Whether its units are running or on their way there. */
    boolean runs(UnitName unit) {
        return Optional.ofNullable(units().get(unit))
                .filter(there -> !there.status().isDown())
                .isPresent();
    }

    @Override
    public boolean isSteady(UnitName unit) {
        return runtime.filter(units -> !units.wasStruck(unit))
                .flatMap(units -> units.behaviour(unit))
                .filter(Behaviour::isSteady)
                .isPresent();
    }

    /** Passes on what the checks want to know. */
    private final class Witness implements RuntimeWitness {
        private final Stops causes;

        private Witness(Stops causes) {
            this.causes = causes;
        }

        @Override
        public void stopped(RuntimeUnit unit, String how) {
            world.trace().add(id.value(), how + " of " + unit.name());
            causes.stopped(unit, how);
        }

        @Override
        public void started(RuntimeUnit unit) {
            world.trace().add(id.value(), "start of " + unit.name());
            causes.started(unit);
            world.checks().copies().started(id, unit.name());
        }

        @Override
        public void changed(RuntimeUnit unit) {
            world.trace().mix(id.value() + unit);
            world.checks().reports().happened(id, unit);
        }
    }
}
