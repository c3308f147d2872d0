package dev.flotilla.store.etcd;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.store.CommitResult;
import dev.flotilla.store.Health;
import dev.flotilla.store.Lease;
import dev.flotilla.store.LeaseId;
import dev.flotilla.store.Page;
import dev.flotilla.store.ReadRequest;
import dev.flotilla.store.Store;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Watch;
import dev.flotilla.store.WatchDelivery;
import dev.flotilla.store.WatchListener;
import dev.flotilla.store.WatchRequest;
import io.etcd.jetcd.maintenance.AlarmMember;
import io.etcd.jetcd.maintenance.AlarmResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A {@link Store} in an etcd cluster. */
public final class EtcdStore implements Store {
    /** Read by health checks, as by etcdctl's; it need not exist, and we need not be allowed to read it. */
    private static final String HEALTH_KEY = "health";

    /** How much later than the deadline of a call its future ends, should gRPC not have ended it. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final EtcdSettings settings;
    private final EtcdConnection connection;
    private final Set<EtcdWatch> watches = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private EtcdStore(EtcdSettings settings) {
        this.settings = settings;
        this.connection = new EtcdConnection(settings);
    }

    /**
     * Sets up a client; the connection comes with the first call, so that etcd may start later.
     *
     * @throws FlotillaException {@code Invalid} when the settings cannot be used, for example an unreadable certificate
     */
    public static EtcdStore connect(EtcdSettings settings) {
        return new EtcdStore(settings);
    }

    @Override
    public CompletableFuture<Page> read(ReadRequest request) {
        return EtcdRead.start((key, option) -> bounded(client -> client.kv().get(key, option)), request);
    }

    @Override
    public CompletableFuture<CommitResult> commit(Transaction transaction) {
        return bounded(client -> EtcdCommit.start(client.kv(), transaction)).exceptionally(EtcdCommit::explain);
    }

    @Override
    public Watch watch(WatchRequest request, WatchListener listener) {
        EtcdWatch watch = new EtcdWatch(
                request.range(),
                connection,
                new WatchDelivery(listener, request.after()),
                settings.timeout(),
                watches::remove);
        watches.add(watch);
        if (closed) {
            watch.close();
        }
        return watch;
    }

    @Override
    public CompletableFuture<Lease> grant(Duration ttl) {
        long seconds = Lease.wholeSeconds(ttl).toSeconds();
        return call("grant of a lease", client -> client.lease()
                .grant(seconds)
                .thenApply(granted -> new Lease(new LeaseId(granted.getID()), Duration.ofSeconds(granted.getTTL()))));
    }

    @Override
    public CompletableFuture<Duration> renew(LeaseId lease) {
        return call("renewal of lease " + lease, client -> client.lease()
                .keepAliveOnce(lease.value())
                .thenApply(renewed -> Duration.ofSeconds(renewed.getTTL())));
    }

    @Override
    public CompletableFuture<Void> revoke(LeaseId lease) {
        return call(
                "revocation of lease " + lease,
                client -> client.lease().revoke(lease.value()).thenAccept(done -> {}));
    }

    @Override
    public CompletableFuture<Long> compact(long revision) {
        return call("compaction at revision " + revision, client -> client.kv()
                .compact(revision)
                .thenApply(done -> revision)
                .exceptionallyCompose(thrown -> EtcdFailures.isCompacted(thrown)
                        ? CompletableFuture.completedFuture(revision)
                        : CompletableFuture.failedFuture(thrown)));
    }

    @Override
    public CompletableFuture<Health> health() {
        return call("health check", client -> quorumRevision(client)
                        .thenCombine(
                                alarms(client),
                                (revision, raised) -> raised.isEmpty()
                                        ? Health.up(revision)
                                        : Health.down("etcd raised the alarm "
                                                + raised.getFirst().getAlarmType())))
                .exceptionally(thrown -> Health.down(
                        EtcdFailures.translate("health check", thrown).error().message()));
    }

    /**
     * Permissions are looked at after the quorum was asked: a user whose keys are others proves as much by being refused, but
     * is not told the revision; 0 then.
     */
    private static CompletableFuture<Long> quorumRevision(EtcdClient client) {
        return client.kv()
                .get(EtcdBytes.key(HEALTH_KEY))
                .thenApply(read -> read.getHeader().getRevision())
                .exceptionallyCompose(thrown -> EtcdFailures.isPermissionDenied(thrown)
                        ? CompletableFuture.completedFuture(0L)
                        : CompletableFuture.failedFuture(thrown));
    }

    /** None of which a user may know is told to it: some releases of etcd tell them to root alone. */
    private static CompletableFuture<List<AlarmMember>> alarms(EtcdClient client) {
        return client.maintenance()
                .listAlarms()
                .thenApply(AlarmResponse::getAlarms)
                .exceptionallyCompose(thrown -> EtcdFailures.isPermissionDenied(thrown)
                        ? CompletableFuture.completedFuture(List.of())
                        : CompletableFuture.failedFuture(thrown));
    }

    @Override
    public void close() {
        closed = true;
        watches.forEach(EtcdWatch::close);
        connection.close();
    }

    private <T> CompletableFuture<T> call(String name, Function<EtcdClient, CompletableFuture<T>> call) {
        return bounded(call)
                .exceptionallyCompose(thrown -> CompletableFuture.failedFuture(EtcdFailures.translate(name, thrown)));
    }

    private <T> CompletableFuture<T> bounded(Function<EtcdClient, CompletableFuture<T>> call) {
        if (closed) {
            return CompletableFuture.failedFuture(new FlotillaError.Unavailable("the store is closed").asException());
        }
        try {
            EtcdClient client = connection.client();
            return connection
                    .observe(client, call.apply(client))
                    .orTimeout(settings.timeout().plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
