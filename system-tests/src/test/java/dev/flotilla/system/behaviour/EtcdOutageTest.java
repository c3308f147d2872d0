package dev.flotilla.system.behaviour;

import static dev.flotilla.system.fleet.Fleet.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.system.fleet.ConstantCalls;
import dev.flotilla.system.fleet.Fleet;
import dev.flotilla.system.fleet.Untouched;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The store is away: nobody mistakes that for the death of a machine. Nearly all of it is waiting, so it has a fleet of its own, and
 * the other behaviours go on meanwhile; its own tests come one after the other.
 */
@Execution(ExecutionMode.CONCURRENT)
@Behaviour(
        "etcd without a quorum for 60 s, and all of etcd away for five minutes: no unit stopped or moved, writes kept or clearly"
                + " refused, recovery without help.")
@Order(1)
class EtcdOutageTest {
    /** -Dflotilla.outage=PT2M is enough for every lease and session to expire. */
    private static final Duration OUTAGE = Duration.parse(System.getProperty("flotilla.outage", "PT5M"));

    private static Fleet fleet;

    @BeforeAll
    static void start() {
        fleet = Fleet.start("o", 3);
    }

    @AfterAll
    static void close() {
        fleet.close();
    }

    @BeforeEach
    void empty() {
        fleet.reset();
    }

    @Test
    @Execution(ExecutionMode.SAME_THREAD)
    void quorumLostForAMinute() {
        var before = Untouched.units(fleet, 6);
        int leader = fleet.etcd().leader();
        try (var calls = ConstantCalls.start(fleet, "quorum-")) {
            calls.awaitAcknowledged(5);
            fleet.etcd().member(leader).kill();
            fleet.etcd().member(leader % 3 + 1).kill();
            stillFor(Duration.ofMinutes(1), before);
            fleet.etcd().startAll();
            recovered(calls, before);
        }
    }

    @Test
    @Execution(ExecutionMode.SAME_THREAD)
    void allOfEtcdStopped() {
        var before = Untouched.units(fleet, 6);
        try (var calls = ConstantCalls.start(fleet, "outage-")) {
            calls.awaitAcknowledged(5);
            fleet.etcd().killAll();
            stillFor(OUTAGE, before);
            fleet.etcd().startAll();
            recovered(calls, before);
        }
    }

    /** systemd's own view: the API may well have nothing to say. */
    private void stillFor(Duration outage, Untouched before) {
        Awaitility.await("an outage of " + outage)
                .pollInterval(Duration.ofSeconds(5))
                .atMost(outage.plusSeconds(60))
                .during(outage)
                .untilAsserted(() -> assertThat(Untouched.of(fleet)).isEqualTo(before));
    }

    private void recovered(ConstantCalls calls, Untouched before) {
        calls.awaitAcknowledged(10);
        calls.assertRefusedPlainly();
        calls.assertKept();
        eventually("everybody is there")
                .untilAsserted(() -> assertThat(fleet.api().machines()).hasSize(3));
        before.assertStill(fleet);
        fleet.api().launch("after.service", "Service.ExecStart=/bin/sleep infinity");
        fleet.whereActive("after.service");
        before.assertStill(fleet);
    }
}
