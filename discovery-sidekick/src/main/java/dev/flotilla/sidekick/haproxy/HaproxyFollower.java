package dev.flotilla.sidekick.haproxy;

import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceStatus;
import dev.flotilla.sidekick.directory.Directory;
import dev.flotilla.sidekick.directory.Follower;
import dev.flotilla.sidekick.directory.HostLookup;
import dev.flotilla.sidekick.directory.LastKnownHosts;
import dev.flotilla.sidekick.directory.Service;
import dev.flotilla.sidekick.directory.Snapshot;
import dev.flotilla.sidekick.haproxy.RuntimeApi.RefusedException;
import dev.flotilla.sidekick.haproxy.Slot.Place;
import dev.flotilla.sidekick.haproxy.Slot.State;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one HAProxy in step with the directory. It remembers nothing: what is to be said follows from what HAProxy has
 * and what the directory knows, so that a restart on either side is mended by the next look.
 *
 * <p>A passing instance takes work, a draining one ends the work it has, and all others free their slot.
 */
public final class HaproxyFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HaproxyFollower.class);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final RuntimeSocket socket;
    private final RuntimeApi api;
    private final HaproxySettings settings;
    private final HostLookup hosts;
    private final Follower follower;
    private Set<String> troubles = Set.of();

    /** Begins to follow. */
    public HaproxyFollower(RuntimeSocket socket, HaproxySettings settings, Directory directory, HostLookup hosts) {
        this.socket = socket;
        this.settings = settings;
        this.hosts = new LastKnownHosts(hosts, InstantSource.system());
        this.api = new RuntimeApi(socket, settings.timeout(), this.hosts);
        this.follower = new Follower("flotilla-haproxy " + socket, directory, Follower.Debounce.NONE, this::run);
    }

    private Optional<Duration> run(Snapshot snapshot) {
        Set<String> now = new TreeSet<>();
        settings.backends().forEach((backend, service) -> {
            try {
                bringInStep(backend, wanted(snapshot.service(service), now), now);
            } catch (IOException | RefusedException e) {
                now.add(backend + ": " + e.getMessage());
            }
        });
        tell(now);
        return Optional.of(now.isEmpty() ? settings.resync() : RETRY);
    }

    private void bringInStep(String backend, Map<Place, State> wanted, Set<String> now)
            throws IOException, RefusedException {
        List<Slot> slots = api.slots(backend);
        SlotPlan plan = SlotPlan.of(slots, wanted);
        for (SlotPlan.Step step : plan.steps()) {
            try {
                switch (step) {
                    case SlotPlan.Step.Move(String server, Place to) -> api.move(backend, server, to);
                    case SlotPlan.Step.Set(String server, State state) -> api.state(backend, server, state);
                }
            } catch (RefusedException e) {
                // One server's trouble keeps no other from its work.
                now.add(e.getMessage());
            }
        }
        if (!plan.homeless().isEmpty()) {
            now.add(backend + " has " + slots.size() + " servers, and needs " + wanted.size() + ": no work goes to "
                    + plan.homeless());
        }
        if (!plan.steps().isEmpty()) {
            LOG.info("{}: {} now sends work to {}", socket, backend, wanted);
        }
    }

    private Map<Place, State> wanted(Optional<Service> service, Set<String> now) {
        Map<Place, State> wanted = new LinkedHashMap<>();
        for (Instance instance : service.map(Service::instances).orElse(List.of())) {
            if (instance.status() == InstanceStatus.FAILING) {
                continue;
            }
            try {
                Place place = new Place(hosts.lookup(instance.host()).getHostAddress(), instance.port());
                wanted.merge(
                        place,
                        instance.isPassing() ? State.READY : State.DRAIN,
                        (one, other) -> one == State.READY ? one : other);
            } catch (UnknownHostException e) {
                now.add(instance.key() + ": no address is known of its host " + instance.host());
            }
        }
        return wanted;
    }

    /** Each trouble is told once, and its end. */
    private void tell(Set<String> now) {
        now.stream()
                .filter(trouble -> !troubles.contains(trouble))
                .forEach(trouble -> LOG.warn("{}: {}", socket, trouble));
        if (now.isEmpty() && !troubles.isEmpty()) {
            LOG.info("{}: in step again", socket);
        }
        troubles = now;
    }

    @Override
    public void close() {
        follower.close();
    }
}
