package dev.flotilla.system.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Users who submit units and read lists without a pause, until closed; what they were told is remembered. */
public final class ConstantCalls implements AutoCloseable {
    private final Fleet fleet;
    private final String prefix;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicInteger answered = new AtomicInteger();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Queue<String> refusals = new ConcurrentLinkedQueue<>();
    private final Thread writer;
    private final Thread reader;

    private ConstantCalls(Fleet fleet, String prefix) {
        this.fleet = fleet;
        this.prefix = prefix;
        writer = Thread.ofVirtual().start(this::write);
        reader = Thread.ofVirtual().start(this::read);
    }

    /** Units are named with {@code prefix} and a number. */
    public static ConstantCalls start(Fleet fleet, String prefix) {
        return new ConstantCalls(fleet, prefix);
    }

    private void write() {
        for (int i = 1; !stopped.get(); i++) {
            String name = prefix + i + ".service";
            try {
                var answer = fleet.api().put(name, "inactive", "Service.ExecStart=/bin/true");
                // 204: a gateway or we asked twice, and the first attempt had been carried out.
                if (answer.statusCode() == 201 || answer.statusCode() == 204) {
                    acknowledged.add(name);
                    answered.incrementAndGet();
                } else {
                    refusals.add("PUT " + name + ": " + answer.statusCode() + " " + answer.body());
                }
            } catch (UncheckedIOException e) {
                refusals.add("PUT " + name + ": " + e.getCause());
            }
        }
    }

    private void read() {
        while (!stopped.get()) {
            try {
                var answer = fleet.api().get("/fleet/v1/machines");
                if (answer.statusCode() == 200) {
                    answered.incrementAndGet();
                } else {
                    refusals.add("GET machines: " + answer.statusCode() + " " + answer.body());
                }
            } catch (UncheckedIOException e) {
                refusals.add("GET machines: " + e.getCause());
            }
        }
    }

    /** Calls that were answered as wished. */
    public int answered() {
        return answered.get();
    }

    /** Units whose creation was acknowledged. */
    public Set<String> acknowledged() {
        return Set.copyOf(acknowledged);
    }

    /** Fails when a unit is missing whose creation had been acknowledged by now. */
    public void assertKept() {
        Set<String> told = acknowledged();
        assertThat(fleet.api().units()).containsAll(told);
    }

    /** What went wrong, from the user's side: every gateway was tried. */
    public Queue<String> refusals() {
        return refusals;
    }

    @Override
    public void close() {
        stopped.set(true);
        try {
            writer.join();
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
