package dev.flotilla.registry.presence;

import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.machine.MachineStatus;
import dev.flotilla.registry.brake.BrakeKeeper;
import dev.flotilla.registry.brake.Silent;
import dev.flotilla.registry.commit.Commits;
import dev.flotilla.registry.loop.Futures;
import dev.flotilla.registry.loop.Loop;
import dev.flotilla.registry.watch.Cluster;
import dev.flotilla.registry.watch.ClusterListener;
import dev.flotilla.registry.watch.Item;
import dev.flotilla.registry.watch.ItemChange;
import dev.flotilla.registry.watch.ItemKey;
import dev.flotilla.registry.watch.RevisionChanges;
import dev.flotilla.registry.watch.WatchCache;
import dev.flotilla.store.key.KeyScheme;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is alive. A machine is lost only when this replica was hearing it and stopped hearing it for the TTL, or when the replica
 * that was hearing it is gone and it came to no other for the TTL. Whatever silences the control plane itself (a start, an
 * outage of the store, a lease that ran out or was long in doubt, a process that stood still) gives everybody a full TTL anew.
 * On the loop.
 */
public final class Presence implements ClusterListener {
    private static final Logger LOG = LoggerFactory.getLogger(Presence.class);

    private final Loop loop;
    private final WatchCache cache;
    private final BrakeKeeper brake;
    private final PresenceSettings settings;
    private final LostMachines lostMachines;

    /** The sessions this replica listens to. */
    private final Map<MachineId, Vouched> vouched = new HashMap<>();

    private final Silence<MachineId> heard = new Silence<>();
    /** Machines that nobody listens to, since this replica noticed. */
    private final Silence<MachineId> orphans = new Silence<>();
    /** The session that each of them had when it was last looked at. */
    private final Map<MachineId, String> orphanSessions = new HashMap<>();

    private final Set<MachineId> beingMarked = new HashSet<>();
    private long graceSince;
    private long nextTick;
    private boolean ticking;
    private boolean engaging;

    public Presence(
            Loop loop,
            WatchCache cache,
            Commits commits,
            KeyScheme keys,
            BrakeKeeper brake,
            PresenceSettings settings) {
        this.loop = loop;
        this.cache = cache;
        this.brake = brake;
        this.settings = settings;
        this.lostMachines = new LostMachines(loop, cache, commits, keys);
        this.graceSince = loop.nanoTime();
    }

    private record Vouched(String session, long revision) {}

    /** This replica listens to the machine from now on, in this session. */
    public void vouch(Machine machine) {
        vouched.put(machine.id(), new Vouched(machine.sessionId(), machine.revision()));
        heard.heard(machine.id(), loop.nanoTime());
        orphans.forget(machine.id());
        tickOn();
    }

    /** The machine said something. */
    public void heard(MachineId machine) {
        if (vouched.containsKey(machine)) {
            heard.heard(machine, loop.nanoTime());
        }
    }

    /** Whether this replica heard the machine in this session within the TTL; empty when it does not listen to it. */
    public Optional<Boolean> isAlive(MachineId machine, String session) {
        Vouched known = vouched.get(machine);
        if (known == null || !known.session().equals(session)) {
            return Optional.empty();
        }
        return Optional.of(silence(heard, machine).compareTo(settings.ttl()) < 0);
    }

    /** The machine says that it goes: its units need not wait for the TTL. */
    public CompletableFuture<Boolean> leave(MachineId machine, String session, String reason) {
        return lostMachines.leave(machine, session, reason.isBlank() ? "it left" : "it left: " + reason);
    }

    /** Everybody gets a full TTL from now on. */
    public void grace(String why) {
        LOG.info("{}: every machine gets a full TTL to be heard", why);
        graceSince = loop.nanoTime();
        tickOn();
    }

    /** For so long no machine was told that it is heard: when that was long, many have gone, and need time to come back. */
    public void toldNobody(Duration length) {
        if (length.compareTo(settings.heartbeat()) > 0) {
            grace("no heartbeat was acknowledged for " + length.toMillis()
                    + " ms, for the store did not renew the lease");
        }
    }

    /** How many machines this replica listens to. */
    public int sessions() {
        return vouched.size();
    }

    @Override
    public void reset() {
        orphans.clear();
        orphanSessions.clear();
        Map.copyOf(vouched).forEach(this::forgetUnlessCurrent);
        cluster().machines().values().forEach(this::assess);
        grace("the cluster was read");
    }

    /** What was read whole counts, whatever the revision: that of a store that was restored may be below ours. */
    private void forgetUnlessCurrent(MachineId id, Vouched ours) {
        Optional<Machine> known = cluster().machine(id);
        if (known.filter(machine -> machine.sessionId().equals(ours.session())).isEmpty()) {
            forget(id);
        }
    }

    @Override
    public void applied(RevisionChanges changes) {
        for (ItemChange change : changes.changes()) {
            if (change.after().orElse(null) instanceof Item.OfMachine(Machine machine)) {
                assess(machine);
            } else if (change.key() instanceof ItemKey.OfMachine(MachineId gone)) {
                forget(gone);
                orphans.forget(gone);
                orphanSessions.remove(gone);
            }
        }
    }

    @Override
    public void replicasChanged() {
        cluster().machines().values().forEach(this::assess);
        tickOn();
    }

    @Override
    public void settled() {
        brake.reconsider(silent());
        tickOn();
    }

    @Override
    public void reconnected() {
        grace("the store is back");
    }

    /** Puts the machine into the right list: ours, nobody's, or somebody else's. */
    private void assess(Machine machine) {
        Vouched ours = vouched.get(machine.id());
        if (ours != null
                && machine.revision() >= ours.revision()
                && !machine.sessionId().equals(ours.session())) {
            forget(machine.id());
            ours = null;
        }
        boolean alive = machine.status() != MachineStatus.LOST;
        if (ours != null || !alive || isHeardElsewhere(machine)) {
            orphans.forget(machine.id());
        } else if (!machine.sessionId().equals(orphanSessions.put(machine.id(), machine.sessionId()))
                || !orphans.knows(machine.id())) {
            // A session that was written a moment ago is a sign of life, whoever wrote it.
            orphans.heard(machine.id(), loop.nanoTime());
        }
    }

    /** Whether another replica listens to the machine, as far as its lease says. */
    public boolean isHeardElsewhere(Machine machine) {
        return !machine.replicaId().equals(settings.replicaId())
                && cluster().replicas().contains(machine.replicaId());
    }

    private void forget(MachineId machine) {
        vouched.remove(machine);
        heard.forget(machine);
    }

    /** One timer while there is anybody to miss; when it comes late, this process stood still, not the machines. */
    private void tickOn() {
        if (!ticking
                && (heard.size() > 0 || orphans.size() > 0 || cluster().brake().engaged())) {
            ticking = true;
            Duration wait = untilNextTick();
            nextTick = loop.nanoTime() + wait.toNanos();
            loop.after(wait, this::tick);
        }
    }

    private Duration untilNextTick() {
        Duration tick = settings.tick();
        Duration deadline = settings.ttl().minus(longestSilence());
        return deadline.isPositive() && deadline.compareTo(tick) < 0 ? deadline : tick;
    }

    private void tick() {
        ticking = false;
        stoodStill(Duration.ofNanos(loop.nanoTime() - nextTick));
        Silent silent = silent();
        brake.reconsider(silent);
        if (cache.isConnected() && isGraceOver(settings.ttl())) {
            markSilent();
        }
        tickOn();
    }

    /** After a long time many have gone to another replica, or tried to, and need time to come back. */
    private void stoodStill(Duration length) {
        if (length.compareTo(settings.heartbeat()) > 0) {
            grace("this process stood still for " + length.toMillis() + " ms");
        } else if (length.multipliedBy(4).compareTo(settings.heartbeat()) > 0) {
            heard.excuse(length.toNanos(), loop.nanoTime());
            orphans.excuse(length.toNanos(), loop.nanoTime());
        }
    }

    private void markSilent() {
        long now = loop.nanoTime();
        if (engaging
                || heard.silentFor(settings.ttl(), now).isEmpty()
                        && orphans.silentFor(settings.ttl(), now).isEmpty()) {
            return;
        }
        engaging = true;
        brake.beforeLoss(this::silent).whenComplete((done, failure) -> {
            engaging = false;
            if (failure != null) {
                LOG.warn(
                        "the brake could not be engaged, nobody is marked lost: {}",
                        Futures.cause(failure).getMessage());
                return;
            }
            long later = loop.nanoTime();
            if (isGraceOver(settings.ttl())) {
                heard.silentFor(settings.ttl(), later)
                        .forEach(
                                id -> mark(id, "not heard for " + settings.ttl().toSeconds() + " s"));
                orphans.silentFor(settings.ttl(), later)
                        .forEach(id -> mark(id, "its registry replica is gone, and it came to no other"));
            }
        });
    }

    private void mark(MachineId id, String cause) {
        Optional<Machine> machine = cluster().machine(id).filter(found -> found.status() != MachineStatus.LOST);
        if (machine.isEmpty() || !beingMarked.add(id)) {
            return;
        }
        lostMachines.mark(id, machine.get().sessionId(), cause).whenComplete((marked, failure) -> {
            beingMarked.remove(id);
            if (failure != null) {
                LOG.warn(
                        "machine {} could not be marked lost: {}",
                        id,
                        Futures.cause(failure).getMessage());
            } else if (marked) {
                LOG.warn("machine {} is lost: {}", id, cause);
            }
        });
    }

    private Silent silent() {
        if (!isGraceOver(settings.suspicious())) {
            return new Silent(List.of(), List.of(), heard.size());
        }
        return new Silent(silences(heard), silences(orphans), heard.size());
    }

    private List<Duration> silences(Silence<MachineId> silence) {
        return silence.silentFor(settings.suspicious(), loop.nanoTime()).stream()
                .filter(id -> cluster()
                        .machine(id)
                        .filter(machine -> machine.status() != MachineStatus.LOST)
                        .isPresent())
                .map(id -> silence(silence, id))
                .toList();
    }

    private Duration silence(Silence<MachineId> silence, MachineId id) {
        long since = Math.max(silence.lastHeard(id).orElse(loop.nanoTime()), graceSince);
        return Duration.ofNanos(loop.nanoTime() - since);
    }

    private Duration longestSilence() {
        long now = loop.nanoTime();
        long oldest = Math.min(heard.oldest().orElse(now), orphans.oldest().orElse(now));
        return Duration.ofNanos(now - Math.max(oldest, graceSince));
    }

    private boolean isGraceOver(Duration duration) {
        return loop.nanoTime() - graceSince >= duration.toNanos();
    }

    private Cluster cluster() {
        return cache.cluster();
    }
}
