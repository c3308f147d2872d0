package dev.flotilla.system.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Users who submit units and read lists again and again, until closed; what they were told is remembered. Each waits for its answer,
 * and for as long as a fast one takes besides: the box is the cluster's, not theirs.
 */
public final class ConstantCalls implements AutoCloseable {
    private static final long PAUSE_MILLIS = 10;

    private final Fleet fleet;
    private final String prefix;
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger written = new AtomicInteger();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Queue<String> refusals = new ConcurrentLinkedQueue<>();
    private final ScheduledExecutorService users = Executors.newScheduledThreadPool(2);

    private ConstantCalls(Fleet fleet, String prefix) {
        this.fleet = fleet;
        this.prefix = prefix;
    }

    /** Units are named with {@code prefix} and a number. */
    public static ConstantCalls start(Fleet fleet, String prefix) {
        var calls = new ConstantCalls(fleet, prefix);
        calls.users.scheduleWithFixedDelay(calls::write, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        calls.users.scheduleWithFixedDelay(calls::read, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        return calls;
    }

    private void write() {
        String name = prefix + written.incrementAndGet() + ".service";
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

    private void read() {
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

    /** Calls that were answered as wished. */
    public int answered() {
        return answered.get();
    }

    /** Waits for up to a minute until so many more writes are acknowledged. */
    public void awaitAcknowledged(int more) {
        int before = acknowledged.size();
        Fleet.eventually("writes are taken").atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(
                        acknowledged.size())
                .as("acknowledged; refused: %s", refusals)
                .isGreaterThan(before + more));
    }

    /** Units whose creation was acknowledged. */
    public Set<String> acknowledged() {
        return Set.copyOf(acknowledged);
    }

    /**
     * Fails when a unit is missing whose creation had been acknowledged by now. The gateway that is asked may have had no part in it
     * and have been cut off a moment ago: it has to know in time, and be right from then on.
     */
    public void assertKept() {
        Set<String> told = acknowledged();
        Fleet.eventually("what was acknowledged is there")
                .untilAsserted(() -> assertThat(fleet.api().units()).containsAll(told));
    }

    /** Fails when a call went wrong and its user was not told plainly that it may be made again: every gateway was tried. */
    public void assertRefusedPlainly() {
        assertThat(refusals).allSatisfy(refusal -> assertThat(refusal).matches("(?s).*(503|504|timed out).*"));
    }

    /** What went wrong, from the user's side: every gateway was tried. */
    public Queue<String> refusals() {
        return refusals;
    }

    /** Returns when the calls that were under way have been answered. */
    @Override
    public void close() {
        users.close();
    }
}
