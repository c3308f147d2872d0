package dev.flotilla.registry.testing;

import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceKey;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.registry.Registry;
import dev.flotilla.registry.discovery.Offer;
import dev.flotilla.registry.discovery.SidekickChannel;
import dev.flotilla.registry.discovery.SidekickSession;
import dev.flotilla.registry.discovery.ToSidekick;
import dev.flotilla.registry.loop.Loop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A sidekick as the registry meets it: remembers what it was told, speaks when it is told to. */
public final class SidekickProbe {
    public static final Duration TTL = Duration.ofSeconds(15);
    private static final Duration BEAT = Duration.ofSeconds(5);

    private final Loop loop;
    private final MachineId machine;
    private final List<ToSidekick> told = new ArrayList<>();
    private SidekickSession session;
    private Line line;
    private boolean beating;
    private boolean ended;
    private long sequence;

    public SidekickProbe(Loop loop, String machine) {
        this.loop = loop;
        this.machine = new MachineId(machine);
    }

    public SidekickProbe connect(Registry registry) {
        told.clear();
        ended = false;
        line = new Line();
        session = registry.discovery().sidekicks().open(machine, TTL, line);
        beating = true;
        loop.after(BEAT, () -> beat(line));
        return this;
    }

    private void beat(Line of) {
        if (beating && of == line) {
            session.heartbeat(++sequence);
            loop.after(BEAT, () -> beat(of));
        }
    }

    /** The machine dies: nothing is heard of it, and its stream hangs. */
    public void silent() {
        beating = false;
    }

    /** The sidekick is killed: its stream ends. */
    public void killed() {
        beating = false;
        session.closed();
    }

    public Instance instance(String service, String name, int port) {
        return Instance.of(new InstanceKey(service, name), "10.0.0.1", port)
                .on(machine, Optional.empty(), Optional.of(Instant.EPOCH));
    }

    public void offers(Instance... instances) {
        session.offers(
                ++sequence,
                true,
                Stream.of(instances).map(instance -> new Offer(instance, TTL)).toList(),
                List.of());
    }

    public void puts(Duration ttl, Instance... instances) {
        session.offers(
                ++sequence,
                false,
                Stream.of(instances).map(instance -> new Offer(instance, ttl)).toList(),
                List.of());
    }

    public void removes(String service, String name) {
        session.offers(++sequence, false, List.of(), List.of(new InstanceKey(service, name)));
    }

    public boolean isEnded() {
        return ended;
    }

    /** Everything that was said is stored. */
    public boolean isStored() {
        return told(ToSidekick.Stored.class).stream().anyMatch(stored -> stored.sequence() == sequence);
    }

    public <T extends ToSidekick> List<T> told(Class<T> kind) {
        return told.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private final class Line implements SidekickChannel {
        @Override
        public void send(ToSidekick message) {
            if (line == this) {
                told.add(message);
            }
        }

        @Override
        public void end() {
            if (line == this) {
                ended = true;
                beating = false;
            }
        }
    }
}
