package dev.flotilla.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.machine.MachineStatus;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitName;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code MachineOf=}: who goes with whom. */
class GroupsTest {
    private final ClusterScript script = new ClusterScript();

    @BeforeEach
    void threeMachines() {
        script.machine("m1", "disk=ssd").machine("m2", "disk=ssd").machine("m3", "disk=hdd");
    }

    @Test
    void aFollowerGoesWhereItsTargetIs() {
        script.unit("apache@1.service", "MachineMetadata=disk=hdd").settle();
        script.unit("apache-discovery@1.service", "MachineOf=apache@%i.service").settle();
        assertThat(script.where("apache-discovery@1.service")).isEqualTo("m3");
        assertThat(script.whyThere("apache-discovery@1.service"))
                .isEqualTo("1 of 3 machines fits; beside apache@1.service");
    }

    @Test
    void targetAndFollowerThatArriveTogetherArePlacedInOnePlan() {
        script.unit("a-follower.service", "MachineOf=b-target.service").unit("b-target.service");
        Plan plan = script.settle();
        assertThat(plan.changes())
                .extracting(change -> change.unit().value())
                .containsExactly("b-target.service", "a-follower.service");
        assertThat(((Change.Place) plan.changes().get(1)).guards())
                .containsExactly(
                        new Change.Guard(UnitName.parse("b-target.service"), Optional.of(new MachineId("m1"))));
        assertThat(script.plan().isEmpty()).isTrue();
    }

    @Test
    void theMachineIsChosenForTheWholeGroup() {
        script.unit("target.service").unit("follower.service", "MachineOf=target.service", "MachineMetadata=disk=hdd");
        script.settle();
        assertThat(script.where("target.service")).isEqualTo("m3");
        assertThat(script.where("follower.service")).isEqualTo("m3");
    }

    @Test
    void groupsReachThroughFollowersOfFollowers() {
        script.unit("a.service")
                .unit("b.service", "MachineOf=a.service")
                .unit("c.service", "MachineOf=b.service", "MachineMetadata=disk=hdd");
        script.settle();
        assertThat(List.of(script.where("a.service"), script.where("b.service"), script.where("c.service")))
                .containsOnly("m3");
    }

    @Test
    void aFollowerThatNoMachineTakesWithItsTargetWaitsAlone() {
        script.unit("target.service", "MachineMetadata=disk=hdd")
                .unit("follower.service", "MachineOf=target.service", "MachineMetadata=disk=ssd");
        script.settle();
        assertThat(script.where("target.service")).isEqualTo("m3");
        assertThat(script.why("follower.service"))
                .isEqualTo("0 of 3 machines: 2 are without target.service, 1 lacks disk=ssd");
    }

    @Test
    void aLateFollowerDoesNotMoveItsTarget() {
        script.unit("target.service").settle();
        script.unit("follower.service", "MachineOf=target.service", "MachineMetadata=disk=hdd")
                .settle();
        assertThat(script.where("target.service")).isEqualTo("m1");
        assertThat(script.why("follower.service"))
                .isEqualTo("0 of 3 machines: 2 are without target.service, 1 lacks disk=hdd");
    }

    @Test
    void reservationsOfAGroupAreTakenTogether() {
        script.machine("m1", "", MachineStatus.ONLINE, new dev.flotilla.model.machine.Capacity(2, 0))
                .machine("m2", "", MachineStatus.ONLINE, new dev.flotilla.model.machine.Capacity(2, 0))
                .machine("m3", "", MachineStatus.ONLINE, new dev.flotilla.model.machine.Capacity(4, 0))
                .unit("target.service", "[X-Flotilla]", "CPU=1.5")
                .unit("follower.service", "MachineOf=target.service", "[X-Flotilla]", "CPU=1.5");
        script.settle();
        assertThat(script.where("target.service")).isEqualTo("m3");
        assertThat(script.where("follower.service")).isEqualTo("m3");
    }

    @Test
    void waitsForATargetInWords() {
        script.unit("a.service", "MachineOf=nowhere.service")
                .unit("idle.service", DesiredState.INACTIVE)
                .unit("b.service", "MachineOf=idle.service")
                .unit("stuck.service", "MachineMetadata=disk=none")
                .unit("c.service", "MachineOf=stuck.service");
        script.settle();
        assertThat(script.why("a.service")).isEqualTo("waits for nowhere.service, which does not exist");
        assertThat(script.why("b.service")).isEqualTo("waits for idle.service, which is inactive");
        assertThat(script.why("c.service")).isEqualTo("waits for stuck.service, which is on no machine");
        script.unit("nowhere.service").settle();
        assertThat(script.where("a.service"))
                .isEqualTo(script.where("nowhere.service"))
                .isNotEmpty();
    }

    @Test
    void aCircleIsNamedAndHarmsNobody() {
        script.unit("egg.service", "MachineOf=hen.service")
                .unit("hen.service", "MachineOf=egg.service")
                .unit("chick.service", "MachineOf=hen.service")
                .unit("bystander.service");
        script.settle();
        assertThat(script.why("egg.service"))
                .isEqualTo("MachineOf goes in a circle: egg.service -> hen.service -> egg.service");
        assertThat(script.why("chick.service")).isEqualTo("waits for hen.service, which is on no machine");
        assertThat(script.where("bystander.service")).isEqualTo("m1");
    }

    @Test
    void aGroupMovesTogetherFromALostMachine() {
        script.unit("target.service")
                .unit("near-1.service", "MachineOf=target.service")
                .unit("near-2.service", "MachineOf=target.service", "MachineMetadata=disk=ssd");
        script.settle();
        script.status("m1", MachineStatus.LOST);
        Plan plan = script.settle();
        assertThat(plan.changes())
                .extracting(Change::cause)
                .containsExactly("machine m1 lost", "follows target.service", "follows target.service");
        assertThat(script.placements.values())
                .allMatch(placement -> placement.machine().value().equals("m2"));
    }

    @Test
    void followersGoAfterATargetThatHadToMove() {
        script.unit("target.service", "MachineMetadata=disk=ssd").unit("follower.service", "MachineOf=target.service");
        script.settle();
        script.metadata("m1", "disk=hdd").settle();
        assertThat(script.where("target.service")).isEqualTo("m2");
        assertThat(script.where("follower.service")).isEqualTo("m2");
    }

    @Test
    void aFollowerThatCannotGoAlongIsTakenOff() {
        script.machine("m3", "disk=ssd,old=no")
                .machine("m1", "disk=ssd,old=yes")
                .unit("target.service", "MachineMetadata=disk=ssd")
                .unit("follower.service", "MachineOf=target.service", "MachineMetadata=old=yes");
        script.settle();
        assertThat(script.where("follower.service")).isEqualTo("m1");
        script.status("m1", MachineStatus.LOST).settle();
        assertThat(script.where("target.service")).isEqualTo("m2");
        assertThat(script.where("follower.service")).isEmpty();
        assertThat(script.why("follower.service"))
                .isEqualTo("0 of 2 machines: 1 is without target.service, 1 lacks old=yes");
    }

    @Test
    void followersStayWhileTheirTargetIsOnNoMachineAndTheTargetComesBackToThem() {
        script.unit("blocker.service").unit("target.service").unit("follower.service", "MachineOf=target.service");
        script.settle();
        String home = script.where("follower.service");
        script.unit("target.service", DesiredState.INACTIVE).settle();
        assertThat(script.where("follower.service")).isEqualTo(home);
        script.unit("extra.service").settle();
        script.unit("target.service").settle();
        assertThat(script.where("target.service")).isEqualTo(home);
        assertThat(script.whyThere("target.service")).endsWith("; where its followers are");
    }

    @Test
    void aFollowerOfAGlobalUnitGoesWhereThatRuns() {
        script.unit("agent.service", "Global=true", "MachineMetadata=disk=hdd")
                .unit("near.service", "MachineOf=agent.service");
        script.settle();
        assertThat(script.where("near.service")).isEqualTo("m3");
        script.metadata("m3", "disk=none").settle();
        assertThat(script.why("near.service")).isEqualTo("0 of 3 machines: 3 are without agent.service");
        script.metadata("m1", "disk=hdd").settle();
        assertThat(script.where("near.service")).isEqualTo("m1");
    }
}
