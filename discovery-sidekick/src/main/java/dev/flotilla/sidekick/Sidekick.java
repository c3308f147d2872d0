package dev.flotilla.sidekick;

import dev.flotilla.client.agent.MachineNews;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.sidekick.announce.Announcement;
import dev.flotilla.sidekick.announce.AnnouncementSource;
import dev.flotilla.sidekick.check.Probe;
import dev.flotilla.sidekick.docker.ContainerEngine;
import dev.flotilla.sidekick.docker.ContainerSource;
import dev.flotilla.sidekick.docker.Registrator;
import dev.flotilla.sidekick.loop.Loop;
import dev.flotilla.sidekick.publish.Offers;
import dev.flotilla.sidekick.publish.Publisher;
import dev.flotilla.sidekick.publish.Registry;
import dev.flotilla.sidekick.unit.MachineSpecifiers;
import dev.flotilla.sidekick.unit.OfferedUnit;
import dev.flotilla.sidekick.unit.UnitSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One machine's sidekick without its network: learns from the agent who and where the machine is and what it runs, and
 * keeps the registry knowing it. It starts no thread and reads no clock but those of its loop.
 *
 * <p>What an earlier run published stays until this one knows everything: the units, the containers, and (after
 * {@link #ANNOUNCERS_RETURN}) the processes that announce something.
 */
public final class Sidekick {
    private static final Logger LOG = LoggerFactory.getLogger(Sidekick.class);
    private static final Duration AGENT_RETRY = Duration.ofMillis(200);
    private static final Duration LAST_AGENT_RETRY = Duration.ofSeconds(2);
    /** Processes that announce something come back within this time. */
    private static final Duration ANNOUNCERS_RETURN = Duration.ofSeconds(5);

    private static final Duration SETTLING = Duration.ofMillis(100);

    private final Parts parts;
    private final Loop loop;
    private final List<MachineNews> early = new ArrayList<>();
    private final List<Runnable> beforeMachine = new ArrayList<>();

    private Optional<String> address = Optional.empty();
    private @Nullable Started started;
    private @Nullable AgentLine line;
    private long lineNumber;
    private int failures;
    private boolean agentConnected;
    private boolean lossSaid;
    private boolean closed;

    /** The way to the agent; calls come back through the listener, on any thread. */
    public interface AgentLink {
        AgentLine open(AgentListener listener);
    }

    /** An open stream to the agent. */
    public interface AgentLine {
        void withdrawn(UnitName unit);

        void close();
    }

    /** Hears the agent. */
    public interface AgentListener {
        void news(MachineNews news);

        void closed(FlotillaError reason);
    }

    /**
     * What it is made of.
     *
     * @param hostName what {@code %H} is, and the first part of registrator's ids
     */
    public record Parts(
            Loop loop,
            AgentLink agent,
            Registry registry,
            Probe probe,
            ContainerEngine engine,
            ContainerSource.Which containers,
            String hostName,
            String version,
            RandomGenerator random) {}

    /** What there is once the machine is known. */
    private record Started(
            MachineId machine,
            Publisher publisher,
            UnitSource units,
            ContainerSource containers,
            AnnouncementSource announcements) {}

    public Sidekick(Parts parts) {
        this.parts = parts;
        this.loop = parts.loop();
    }

    /** Any thread. */
    public void start() {
        loop.execute(this::connect);
    }

    /** Any thread: lets go of the agent and the registry; what is published stays until its leases end. */
    public void close() {
        loop.execute(() -> {
            closed = true;
            Optional.ofNullable(line).ifPresent(AgentLine::close);
            Optional.ofNullable(started).ifPresent(now -> {
                now.containers().close();
                now.publisher().close();
            });
        });
    }

    /**
     * On the loop: holds an announcement of a process of this machine.
     *
     * @param begun is given what to call when the process is heard or gone
     */
    public void announce(Announcement announcement, Consumer<AnnouncementSource.Held> begun, Consumer<String> onEnd) {
        Runnable task = () -> Optional.ofNullable(started)
                .ifPresent(now -> begun.accept(now.announcements().hold(announcement, onEnd)));
        if (started == null) {
            beforeMachine.add(task);
        } else {
            task.run();
        }
    }

    /** On the loop: how it stands. */
    public SidekickView view() {
        Started now = started;
        if (now == null) {
            return new SidekickView(agentConnected, false, false, List.of(), Map.of());
        }
        return new SidekickView(
                agentConnected,
                now.publisher().isConnected(),
                now.publisher().isEverythingKnown(),
                List.copyOf(now.publisher().offers()),
                now.publisher().refused());
    }

    private void connect() {
        if (closed) {
            return;
        }
        long number = ++lineNumber;
        try {
            line = parts.agent().open(new Incoming(number));
        } catch (RuntimeException e) {
            loop.execute(() -> lost(number, String.valueOf(e.getMessage())));
        }
    }

    private void lost(long number, String reason) {
        if (number != lineNumber || closed) {
            return;
        }
        agentConnected = false;
        line = null;
        if (!lossSaid) {
            lossSaid = true;
            LOG.warn("the agent is not heard: {}. What runs stays published; trying again", reason);
        }
        Duration delay = AGENT_RETRY.multipliedBy(1L << Math.min(failures++, 6));
        loop.after(delay.compareTo(LAST_AGENT_RETRY) < 0 ? delay : LAST_AGENT_RETRY, this::connect);
    }

    private void received(MachineNews news) {
        agentConnected = true;
        lossSaid = false;
        failures = 0;
        Started now = started;
        if (now == null) {
            now = begin(news);
        }
        if (!now.machine().equals(news.machine())) {
            LOG.error(
                    "the agent is that of {} now, and was that of {}: ending its line", news.machine(), now.machine());
            Optional.ofNullable(line).ifPresent(AgentLine::close);
            return;
        }
        early.add(news);
        now.publisher().whenWelcome(this::deliver);
    }

    /** Units wait for the registry's welcome: what is published already counts as passing. */
    private void deliver() {
        Started now = started;
        if (now != null) {
            List<MachineNews> all = List.copyOf(early);
            early.clear();
            all.forEach(news -> {
                at(now, news.primaryIp());
                now.units().news(news);
            });
        }
    }

    /** An agent that comes back may have another address for its machine. */
    private void at(Started now, String primaryIp) {
        if (address.filter(primaryIp::equals).isPresent()) {
            return;
        }
        address = Optional.of(primaryIp);
        LOG.info("machine {} at {}", now.machine(), primaryIp);
        now.containers().publishBy(new Registrator(now.machine(), parts.hostName(), primaryIp));
        now.announcements().at(now.machine(), primaryIp);
    }

    private Started begin(MachineNews news) {
        MachineId machine = news.machine();
        Publisher publisher = new Publisher(loop, parts.registry(), machine, parts.version(), parts.random());
        Offers offers = new Offers(publisher);
        UnitSource units = new UnitSource(
                new OfferedUnit.Shared(loop, parts.probe(), parts.engine()),
                offers,
                publisher,
                new MachineSpecifiers(parts.hostName()),
                unit -> Optional.ofNullable(line).ifPresent(open -> open.withdrawn(unit)));
        ContainerSource containers =
                new ContainerSource(loop, parts.engine(), offers, parts.containers(), units::containersChanged);
        AnnouncementSource announcements = new AnnouncementSource(loop, offers, publisher);
        Started now = new Started(machine, publisher, units, containers, announcements);
        started = now;
        publisher.whenWelcome(() -> loop.after(ANNOUNCERS_RETURN, this::settle));
        publisher.start();
        beforeMachine.forEach(Runnable::run);
        beforeMachine.clear();
        return now;
    }

    private void settle() {
        Started now = started;
        if (now == null || closed) {
            return;
        }
        if (now.units().isSettled() && now.containers().isSettled()) {
            now.publisher().everythingKnown();
        } else {
            loop.after(SETTLING, this::settle);
        }
    }

    /** Brings the agent's words to the loop. */
    private final class Incoming implements AgentListener {
        private final long number;

        private Incoming(long number) {
            this.number = number;
        }

        @Override
        public void news(MachineNews news) {
            loop.execute(() -> {
                if (number == lineNumber && !closed) {
                    received(news);
                }
            });
        }

        @Override
        public void closed(FlotillaError reason) {
            loop.execute(() -> lost(number, reason.message()));
        }
    }
}
