package dev.flotilla.client;

import dev.flotilla.client.agent.Agent;
import dev.flotilla.client.agent.Agents;
import dev.flotilla.client.bootstrap.EtcdDiscoveries;
import dev.flotilla.client.bootstrap.Joins;
import dev.flotilla.client.discovery.Services;
import dev.flotilla.client.election.Election;
import dev.flotilla.client.machine.Machines;
import dev.flotilla.client.placement.Placements;
import dev.flotilla.client.placement.UnitExplanation;
import dev.flotilla.client.session.GrpcSessionStream;
import dev.flotilla.client.session.SessionListener;
import dev.flotilla.client.session.SessionStream;
import dev.flotilla.client.state.States;
import dev.flotilla.client.transport.Calls;
import dev.flotilla.client.transport.Channels;
import dev.flotilla.client.transport.Failover;
import dev.flotilla.client.transport.Replicas;
import dev.flotilla.client.transport.Revisions;
import dev.flotilla.client.unit.Units;
import dev.flotilla.client.watch.Watch;
import dev.flotilla.client.watch.WatchListener;
import dev.flotilla.client.watch.WatchLoop;
import dev.flotilla.client.watch.WatchSpec;
import dev.flotilla.model.unit.UnitName;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;

/**
 * The way into a cluster: one client for a process, thread-safe, to be closed at its end.
 *
 * <p>It knows some or all replicas of the registry and uses one that answers. A call that fails because a replica does
 * not is tried at the others until the {@linkplain FlotillaClientBuilder#timeout timeout}; every call may be repeated. It
 * reads what it wrote, at any replica. Calls block, cheaply on virtual threads; those with {@code Async} in their names
 * return a future.
 *
 * <pre>{@code
 * try (FlotillaClient flotilla = FlotillaClient.builder().endpoints("10.0.0.1:7001,10.0.0.2:7001").build()) {
 *     flotilla.units().put(PutRequest.of(name, file, DesiredState.LAUNCHED));
 * }
 * }</pre>
 */
public final class FlotillaClient implements AutoCloseable {
    private final List<Endpoint> endpoints;
    private final ExecutorService callbacks;
    private final Replicas replicas;
    private final Failover failover;
    private final Revisions revisions = new Revisions();
    private final RandomGenerator random;
    private final List<Watch> watches = new CopyOnWriteArrayList<>();
    private final Units units;
    private final Machines machines;
    private final States states;
    private final Placements placements;
    private final Election election;
    private final Services services;
    private final Agents agents;
    private final EtcdDiscoveries etcdDiscoveries;
    private final Joins joins;

    FlotillaClient(FlotillaClientBuilder settings) {
        this.endpoints = settings.endpoints();
        this.random = settings.random();
        this.callbacks = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("flotilla-client-", 0).factory());
        Channels channels = new Channels(settings.tls(), settings.token(), settings.keepAlive(), callbacks);
        this.replicas = new Replicas(endpoints, channels, random);
        this.failover = new Failover(replicas, settings.timeout(), random, callbacks);
        Calls calls = new Calls(failover, revisions, settings.user());
        this.units = new Units(calls);
        this.machines = new Machines(calls);
        this.states = new States(calls);
        this.placements = new Placements(calls);
        this.election = new Election(calls);
        this.services = new Services(calls, replicas, random);
        this.agents = new Agents(channels, settings.timeout());
        this.etcdDiscoveries = new EtcdDiscoveries(calls);
        this.joins = new Joins(calls);
    }

    public static FlotillaClientBuilder builder() {
        return new FlotillaClientBuilder();
    }

    /** The replicas it knows. */
    public List<Endpoint> endpoints() {
        return endpoints;
    }

    public Units units() {
        return units;
    }

    public Machines machines() {
        return machines;
    }

    public States states() {
        return states;
    }

    public Placements placements() {
        return placements;
    }

    public Election election() {
        return election;
    }

    /** What is offered where. */
    public Services services() {
        return services;
    }

    /** How machines become members. */
    public Joins joins() {
        return joins;
    }

    /** Where the members of new etcd clusters meet. */
    public EtcdDiscoveries etcdDiscoveries() {
        return etcdDiscoveries;
    }

    /** Why the unit is where it is; as {@link Placements#explain}. */
    public UnitExplanation explain(UnitName unit) {
        return placements.explain(unit);
    }

    /** A machine's agent, asked directly. */
    public Agent agent(Endpoint endpoint) {
        return agents.at(endpoint);
    }

    /** Follows the cluster until the watch or the client is closed. The listener is called on a thread of its own. */
    public Watch watch(WatchSpec spec, WatchListener listener) {
        WatchLoop loop = new WatchLoop(replicas, spec, listener, revisions, random);
        watches.add(loop);
        Thread.ofVirtual().name("flotilla-watch").start(() -> {
            try {
                loop.run();
            } finally {
                watches.remove(loop);
            }
        });
        return loop;
    }

    /** For agents: opens the machine's line to the registry, at the replica that is preferred now. */
    public SessionStream openSession(SessionListener listener) {
        return GrpcSessionStream.open(replicas, listener);
    }

    /** The highest revision this client has seen; what it reads is at least as new. */
    public long seenRevision() {
        return revisions.highest();
    }

    /** Ends watches and connections; calls that are under way fail. */
    @Override
    public void close() {
        watches.forEach(Watch::close);
        services.close();
        agents.close();
        replicas.close();
        failover.close();
        callbacks.shutdown();
    }
}
