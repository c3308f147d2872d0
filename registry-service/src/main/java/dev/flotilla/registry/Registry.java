package dev.flotilla.registry;

import dev.flotilla.registry.bootstrap.DiscoveryReads;
import dev.flotilla.registry.bootstrap.DiscoverySweep;
import dev.flotilla.registry.bootstrap.DiscoveryTokens;
import dev.flotilla.registry.bootstrap.DiscoveryWaits;
import dev.flotilla.registry.brake.BrakeKeeper;
import dev.flotilla.registry.commit.CommitObserver;
import dev.flotilla.registry.commit.Commits;
import dev.flotilla.registry.discovery.Discovery;
import dev.flotilla.registry.election.Election;
import dev.flotilla.registry.join.IdentityIssuer;
import dev.flotilla.registry.join.JoinMode;
import dev.flotilla.registry.join.JoinSettings;
import dev.flotilla.registry.join.JoinTokenSweep;
import dev.flotilla.registry.join.JoinTokens;
import dev.flotilla.registry.join.Joining;
import dev.flotilla.registry.join.ProvenMembers;
import dev.flotilla.registry.loop.Futures;
import dev.flotilla.registry.loop.Loop;
import dev.flotilla.registry.machine.Janitor;
import dev.flotilla.registry.machine.MachineQueries;
import dev.flotilla.registry.machine.MetadataWrites;
import dev.flotilla.registry.placement.Explanations;
import dev.flotilla.registry.placement.PlacementCommits;
import dev.flotilla.registry.presence.Presence;
import dev.flotilla.registry.presence.ReplicaLease;
import dev.flotilla.registry.session.SessionGate;
import dev.flotilla.registry.session.Sessions;
import dev.flotilla.registry.state.StateQueries;
import dev.flotilla.registry.state.StateWrites;
import dev.flotilla.registry.unit.UnitQueries;
import dev.flotilla.registry.unit.UnitWrites;
import dev.flotilla.registry.watch.ClusterListener;
import dev.flotilla.registry.watch.WatchCache;
import dev.flotilla.registry.watch.Watches;
import dev.flotilla.store.ReadRequest;
import dev.flotilla.store.Store;
import dev.flotilla.store.key.KeyScheme;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One registry replica without its network: everything hangs together here. It starts no thread, reads no clock and rolls no
 * dice but those it is given, so a simulation can run many of them on a virtual clock.
 */
public final class Registry {
    private static final Logger LOG = LoggerFactory.getLogger(Registry.class);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final Loop loop;
    private final WatchCache cache;
    private final ReplicaLease lease;
    private final Janitor janitor;
    private final Sessions sessions;
    private final Presence presence;
    private final UnitQueries unitQueries;
    private final UnitWrites unitWrites;
    private final MachineQueries machineQueries;
    private final MetadataWrites metadataWrites;
    private final StateQueries stateQueries;
    private final PlacementCommits placementCommits;
    private final Explanations explanations;
    private final Election election;
    private final BrakeKeeper brake;
    private final Watches watches;
    private final DiscoveryWaits discoveryWaits;
    private final DiscoverySweep discoverySweep;
    private final DiscoveryTokens discoveryTokens;
    private final Discovery discovery;
    private final JoinSettings join;
    private final JoinTokens joinTokens;
    private final JoinTokenSweep joinTokenSweep;
    private final Joining joining;
    private final Commits commits;
    private final KeyScheme keys;
    private final String ownKey;
    /** They follow the store beside the cluster. */
    private final List<Runnable> otherReaders = new CopyOnWriteArrayList<>();

    /** With secrets that nobody can guess. */
    public Registry(
            RegistrySettings settings, Loop loop, Store store, Supplier<String> sessionIds, CommitObserver observer) {
        this(settings, loop, store, sessionIds, new SecureRandom(), observer);
    }

    /**
     * @param loop owns the replica's memory
     * @param store shared with other replicas; not closed by this
     * @param sessionIds makes ids that are never the same
     * @param secrets what tokens are drawn from
     * @param observer is told of each write
     */
    public Registry(
            RegistrySettings settings,
            Loop loop,
            Store store,
            Supplier<String> sessionIds,
            RandomGenerator secrets,
            CommitObserver observer) {
        this.loop = loop;
        this.keys = settings.keys();
        this.cache = new WatchCache(loop, store, keys, settings.historySize(), settings.patience());
        this.commits = new Commits(loop, store, cache::asking, observer);
        this.ownKey = keys.replica(settings.replicaId());
        this.join = settings.join();
        this.brake = new BrakeKeeper(loop, cache, commits, keys, settings.brake());
        this.presence = new Presence(loop, cache, commits, keys, brake, settings.presence());
        this.lease = new ReplicaLease(
                loop,
                store,
                commits,
                keys,
                settings.replicaId(),
                settings.advertise(),
                settings.replicaTtl(),
                new OnLease());
        var stateWrites = new StateWrites(loop, cache, commits, keys);
        this.sessions = new Sessions(
                loop, cache, commits, keys, presence, lease, stateWrites, settings.presence(), sessionIds, gate());
        this.janitor = new Janitor(loop, cache, commits, keys, settings.keepLost(), settings.sweepInterval());
        this.unitQueries = new UnitQueries(loop, cache);
        this.unitWrites = new UnitWrites(loop, cache, commits, keys);
        this.machineQueries = new MachineQueries(loop, cache);
        this.metadataWrites = new MetadataWrites(loop, cache, commits, keys);
        this.stateQueries = new StateQueries(loop, cache);
        this.placementCommits = new PlacementCommits(loop, cache, commits, keys);
        this.explanations = new Explanations(loop, cache);
        this.election = new Election(loop, store, commits, cache, keys);
        this.watches = new Watches(loop, cache, lease);
        var discoveryReads = new DiscoveryReads(loop, commits, keys);
        this.discoveryWaits = new DiscoveryWaits(loop, store, keys, discoveryReads);
        this.discoverySweep =
                new DiscoverySweep(loop, commits, keys, settings.sweepInterval(), RegistrySettings.DISCOVERY_TOKENS);
        this.discoveryTokens = new DiscoveryTokens(
                loop, commits, keys, discoveryReads, discoveryWaits, discoverySweep, () -> hex(secrets));
        this.discovery = new Discovery(loop, store, commits, keys, cache, settings.replicaId(), sessionIds);
        this.joinTokens = new JoinTokens(loop, commits, keys, secrets);
        this.joinTokenSweep = new JoinTokenSweep(loop, commits, keys, joinTokens, settings.sweepInterval());
        this.joining = new Joining(loop, cache, commits, keys, joinTokens, IdentityIssuer.ofCredentials());
        cache.addListener(presence);
        cache.addListener(sessions);
        cache.addListener(new KeepRegistered(settings.replicaId()));
        cache.addListener(new ReadAnew());
        cache.addListener(new NamedHistory(loop, cache, commits, keys.history(), () -> hex(secrets)));
        alsoReads(discovery::lookAgain);
        alsoReads(discoveryWaits::lookAgain);
    }

    /** Begins to follow the store; calls wait until that is done. */
    public void start() {
        cache.start();
        discovery.start();
    }

    /** Ends the agents' streams (they go to other replicas), gives the lease up and follows the store no more. */
    public CompletableFuture<Void> close() {
        return loop.call(() -> {
            sessions.close();
            discovery.close();
            janitor.close();
            discoverySweep.close();
            joinTokenSweep.close();
            discoveryWaits.close();
            cache.close();
            return lease.close();
        });
    }

    /**
     * Somebody else follows this registry's store.
     *
     * @param readAnew is run on the loop when the store may not be what its watches believe it is: it was restored, or wiped
     */
    public void alsoReads(Runnable readAnew) {
        otherReaders.add(readAnew);
    }

    public UnitQueries units() {
        return unitQueries;
    }

    public UnitWrites unitWrites() {
        return unitWrites;
    }

    public MachineQueries machines() {
        return machineQueries;
    }

    public MetadataWrites metadata() {
        return metadataWrites;
    }

    public StateQueries states() {
        return stateQueries;
    }

    public PlacementCommits placements() {
        return placementCommits;
    }

    public Explanations explanations() {
        return explanations;
    }

    public Election election() {
        return election;
    }

    public BrakeKeeper brake() {
        return brake;
    }

    public Watches watches() {
        return watches;
    }

    public Sessions sessions() {
        return sessions;
    }

    public JoinTokens joinTokens() {
        return joinTokens;
    }

    public Joining joining() {
        return joining;
    }

    /** Whether a machine needs a join token. */
    public boolean joinsByToken() {
        return join.mode() == JoinMode.TOKEN;
    }

    /** Where the replicas of this registry are reached, {@code host:port}. */
    public CompletableFuture<List<String>> replicaAddresses() {
        return loop.call(
                () -> commits.read(ReadRequest.prefix(keys.replicas())).thenApply(page -> page.entries().stream()
                        .map(entry -> entry.value().utf8())
                        .distinct()
                        .sorted()
                        .toList()));
    }

    public DiscoveryTokens discoveryTokens() {
        return discoveryTokens;
    }

    public Discovery discovery() {
        return discovery;
    }

    /** Figures about this replica, taken on the loop. */
    public CompletableFuture<RegistryFigures> figures() {
        return loop.call(() -> CompletableFuture.completedFuture(new RegistryFigures(
                cache.isCaughtUp(),
                cache.isConnected(),
                cache.cluster().revision(),
                cache.cluster().units().size(),
                cache.cluster().machines().size(),
                sessions.size(),
                cache.subscriptions(),
                cache.historySize(),
                lease.isHeld(),
                discovery.figures())));
    }

    private SessionGate gate() {
        return switch (join.mode()) {
            case OPEN -> SessionGate.OPEN;
            case TOKEN -> new ProvenMembers(commits, keys);
        };
    }

    /** Until it is known the first machines cannot join, so it is tried until the store takes it. */
    private void configureToken() {
        join.configured().ifPresent(secret -> joinTokens
                .configure(secret, join.configuredLife())
                .whenComplete((token, failure) -> {
                    if (failure != null) {
                        LOG.warn(
                                "the configured join token could not be stored: {}",
                                Futures.cause(failure).getMessage());
                        loop.after(RETRY, this::configureToken);
                    } else {
                        LOG.info(
                                "machines join by token {}, which is {}",
                                token.id(),
                                token.standing(loop.now()).words());
                    }
                }));
    }

    private static String hex(RandomGenerator secrets) {
        byte[] bytes = new byte[16];
        secrets.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** The lease is taken when the first read is done: nobody should come to a replica that knows nothing. */
    private final class KeepRegistered implements ClusterListener {
        private final String replicaId;
        private boolean started;

        private KeepRegistered(String replicaId) {
            this.replicaId = replicaId;
        }

        @Override
        public void reset() {
            if (!started) {
                started = true;
                lease.start();
                janitor.start();
                discoverySweep.start();
                joinTokenSweep.start();
                configureToken();
            } else {
                replicasChanged();
            }
        }

        @Override
        public void replicasChanged() {
            lease.seen(cache.cluster().replicas().contains(replicaId));
        }
    }

    /**
     * Without its lease the others count this replica's machines as orphans: they must find another one in time. That holds
     * also when this replica knows of no other, for one that started since is not seen from here. So an agent is not told any
     * more that it is heard: it looks for a replica, runs its units on, and stops only those with {@code OnPartition=stop},
     * which nobody can promise it to be the only one to run. With the lease comes a full TTL to be back. While the lease is in
     * doubt the agents only are not told that they are heard; they go by themselves when that takes long.
     *
     * <p>Who follows the cluster here is sent away, too: it would take what was for what is. When nobody has the store, nobody
     * is told anything, rather than something old.
     */
    private final class OnLease implements ReplicaLease.Listener {
        @Override
        public void lost() {
            sessions.endAll("this replica lost its store");
            watches.endAll();
            discovery.storeLost();
        }

        @Override
        public void regained() {
            presence.grace("the replica's lease was lost for a while");
            cache.lookAgainIfInterrupted();
            otherReaders.forEach(Runnable::run);
        }

        @Override
        public void confirmed(Duration doubt) {
            presence.toldNobody(doubt);
            sessions.acknowledgeHeartbeats();
            lookWhereTheStoreIs();
        }

        /** A restored store may know the lease, and nobody may write for long: whether it went back shows in any answer. */
        private void lookWhereTheStoreIs() {
            commits.readKey(ownKey)
                    .whenComplete((entry, failure) -> LOG.trace("the own key was looked at: {}", entry, failure));
        }
    }

    /** Nobody else would notice that the store was restored or wiped. */
    private final class ReadAnew implements ClusterListener {
        @Override
        public void wentBack() {
            otherReaders.forEach(Runnable::run);
        }
    }
}
