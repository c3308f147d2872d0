package dev.flotilla.system.behaviour;

import static dev.flotilla.system.fleet.Fleet.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.system.fleet.ConstantCalls;
import dev.flotilla.system.fleet.Fleet;
import dev.flotilla.system.fleet.Untouched;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** What may happen to one of three members: the fleet does not care. */
@Behaviour(
        "etcd's leader killed, a member lost for good and replaced, a slow disk: no unit stopped or moved, no acknowledged"
                + " write lost.")
@Isolated("depends on moments")
class EtcdFailuresTest {
    private final Fleet fleet = Fleet.shared();

    @BeforeEach
    void empty() {
        fleet.reset();
    }

    @Test
    void theLeaderIsKilled() {
        var before = Untouched.units(fleet, 4);
        try (var calls = ConstantCalls.start(fleet, "leader-")) {
            int killed = fleet.etcd().killLeader();
            int sofar = calls.acknowledged().size();
            eventually("writes go on").until(() -> calls.acknowledged().size() > sofar + 20);
            fleet.etcd().member(killed).start();
            fleet.etcd().awaitHealthy();
            calls.assertRefusedPlainly();
            calls.assertKept();
        }
        before.assertStill(fleet);
    }

    @Test
    void aMemberIsLostForGoodAndReplaced() {
        var before = Untouched.units(fleet, 4);
        try (var calls = ConstantCalls.start(fleet, "replaced-")) {
            int lost = fleet.etcd().leader() % 3 + 1;
            fleet.etcd().replaceMember(lost);
            int sofar = calls.acknowledged().size();
            eventually("writes go on").until(() -> calls.acknowledged().size() > sofar + 20);
            calls.assertRefusedPlainly();
            calls.assertKept();
        }
        before.assertStill(fleet);
    }

    @Test
    void theLeadersDiskIsSlow() throws Exception {
        var before = Untouched.units(fleet, 4);
        int leader = fleet.etcd().leader();
        long slowBefore = fleet.etcd().slowSyncs(leader);
        try (var slow = fleet.etcd().slowDisk(leader, Duration.ofMillis(400));
                var calls = ConstantCalls.start(fleet, "slow-")) {
            eventually("the disk is slow")
                    .untilAsserted(
                            () -> assertThat(fleet.etcd().slowSyncs(leader)).isGreaterThan(slowBefore + 2));
            calls.awaitAcknowledged(10);
            calls.assertRefusedPlainly();
            calls.assertKept();
            long sofar = fleet.etcd().slowSyncs(leader);
            eventually("the disk is slow to the end").until(() -> fleet.etcd().slowSyncs(leader) > sofar);
        }
        before.assertStill(fleet);
    }
}
