package dev.flotilla.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.machine.Capacity;
import dev.flotilla.model.machine.MachineStatus;
import dev.flotilla.model.unit.DesiredState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which machines a unit may be on, one rule at a time, and the words when there is none. */
class ConstraintsTest {
    private final ClusterScript script = new ClusterScript();

    private void threeMachines() {
        script.machine("m1", "host=service_01,disk=ssd")
                .machine("m2", "host=service_02,disk=ssd")
                .machine("m3", "host=service_03,disk=hdd");
    }

    @Test
    void instancesThatConflictWithEachOtherGoToDifferentMachines() {
        threeMachines();
        for (int i = 1; i <= 4; i++) {
            script.unit("apache@" + i + ".service", "Conflicts=apache@*.service");
        }
        script.settle();
        assertThat(script.where("apache@1.service")).isEqualTo("m1");
        assertThat(script.where("apache@2.service")).isEqualTo("m2");
        assertThat(script.where("apache@3.service")).isEqualTo("m3");
        assertThat(script.why("apache@4.service"))
                .isEqualTo("0 of 3 machines: 1 conflicts with apache@1.service, 1 conflicts with apache@2.service,"
                        + " 1 conflicts with apache@3.service");
    }

    @Test
    void aConflictHoldsBothWays() {
        threeMachines();
        script.unit("shy.service", "Conflicts=*")
                .placed("shy.service", "m1")
                .unit("bold.service", "MachineMetadata=host=service_01");
        script.settle();
        assertThat(script.why("bold.service"))
                .isEqualTo("0 of 3 machines: 2 lack host=service_01, 1 conflicts with shy.service");
    }

    @Test
    void metadataPinsEachServiceToItsMachine() {
        threeMachines();
        for (int i = 1; i <= 3; i++) {
            script.unit("example_0" + i + ".service", "MachineMetadata=host=service_0" + i);
        }
        script.settle();
        for (int i = 1; i <= 3; i++) {
            assertThat(script.where("example_0" + i + ".service")).isEqualTo("m" + i);
        }
        assertThat(script.whyThere("example_02.service")).isEqualTo("1 of 3 machines fits");
    }

    @Test
    void instancesKeepAwayFromAnotherService() {
        script.machine("m1", "host=service_01,disk=ssd")
                .machine("m2", "host=service_02,disk=ssd")
                .machine("m3", "host=service_03,disk=ssd")
                .unit("example_02.service", "MachineMetadata=host=service_02")
                .unit("example_03.service", "MachineMetadata=host=service_03");
        script.settle();
        for (int i = 1; i <= 3; i++) {
            script.unit(
                    "common@" + i + ".service",
                    "MachineMetadata=disk=ssd",
                    "Conflicts=common@*.service",
                    "Conflicts=example_02.service");
        }
        script.settle();
        assertThat(script.where("common@1.service")).isEqualTo("m1");
        assertThat(script.where("common@2.service")).isEqualTo("m3");
        assertThat(script.why("common@3.service"))
                .isEqualTo("0 of 3 machines: 1 conflicts with common@1.service, 1 conflicts with common@2.service,"
                        + " 1 conflicts with example_02.service");
    }

    @ParameterizedTest
    @CsvSource({
        // the same key twice is or, two keys are and
        "'\"disk=ssd\" \"disk=hdd\"', m1",
        "'\"disk=hdd\"', m3",
        "'\"disk=ssd\" \"host=service_02\"', m2",
        "'\"host=service_02\" \"host=service_03\" \"disk=hdd\"', m3",
    })
    void metadataIsOrWithinAKeyAndAndBetweenKeys(String words, String expected) {
        threeMachines();
        script.unit("a.service", "MachineMetadata=" + words);
        script.settle();
        assertThat(script.where("a.service")).isEqualTo(expected);
    }

    @Test
    void unsatisfiableMetadataNamesTheTermsThatAreMissing() {
        threeMachines();
        script.unit("a.service", "MachineMetadata=\"disk=nvme\" \"disk=optane\"")
                .unit("b.service", "MachineMetadata=\"disk=ssd\" \"host=service_03\"");
        script.settle();
        assertThat(script.why("a.service")).isEqualTo("0 of 3 machines: 3 lack disk=nvme|optane");
        assertThat(script.why("b.service")).isEqualTo("0 of 3 machines: 2 lack host=service_03, 1 lacks disk=ssd");
    }

    @Test
    void aFullMachineIdOrAUniqueBeginningPins() {
        script.machine("f70fc5f45cdc49f99fc47757f6fe5ae6", "")
                .machine("f70fc5f45cdc49f99fc47757f6fe5ae7", "")
                .machine("7e481484a52945d3ad369f68d2e46a77", "")
                .unit("full.service", "MachineID=f70fc5f45cdc49f99fc47757f6fe5ae7")
                .unit("short.service", "MachineID=\"7e481484\"")
                .unit("both.service", "MachineID=f70f")
                .unit("dummy.service", "MachineID=dummy");
        script.settle();
        assertThat(script.where("full.service")).isEqualTo("f70fc5f45cdc49f99fc47757f6fe5ae7");
        assertThat(script.where("short.service")).isEqualTo("7e481484a52945d3ad369f68d2e46a77");
        assertThat(script.why("both.service")).isEqualTo("0 of 3 machines: 2 begin with f70f, 1 is not f70f");
        assertThat(script.why("dummy.service")).isEqualTo("0 of 3 machines: 3 are not dummy");
    }

    @Test
    void onlyOnlineMachinesTakeUnits() {
        script.machine("m1", "", MachineStatus.LOST, Capacity.UNKNOWN)
                .machine("m2", "", MachineStatus.DRAINING, Capacity.UNKNOWN)
                .unit("a.service")
                .unit("pinned.service", "MachineID=m1");
        script.settle();
        assertThat(script.why("a.service")).isEqualTo("0 of 1 machine: 1 is draining");
        assertThat(script.why("pinned.service")).isEqualTo("0 of 2 machines: 1 is lost, 1 is not m1");
        script.machine("m3", "").settle();
        assertThat(script.where("a.service")).isEqualTo("m3");
    }

    @Test
    void withoutAnyMachineTheReasonSaysSo() {
        script.unit("a.service").settle();
        assertThat(script.why("a.service")).isEqualTo("0 of 0 machines: none is online");
    }

    @Test
    void globalUnitsAreThereForConflicts() {
        threeMachines();
        script.unit("agent.service", "Global=true", "MachineMetadata=disk=ssd")
                .unit("alone.service", "Conflicts=agent.service");
        script.settle();
        assertThat(script.where("alone.service")).isEqualTo("m3");
        assertThat(script.placements).doesNotContainKey("agent.service");
    }

    @Test
    void whoWasPlacedBeforeAGlobalUnitStays() {
        threeMachines();
        script.unit("alone.service", "Conflicts=agent.service").settle();
        script.unit("agent.service", "Global=true");
        assertThat(script.settle().isEmpty()).isTrue();
    }

    @Test
    void reservationsFitIntoTheCapacity() {
        script.machine("m1", "", MachineStatus.ONLINE, new Capacity(2, 1 << 30))
                .machine("m2", "", MachineStatus.ONLINE, new Capacity(4, 1 << 30))
                .unit("big.service", "[X-Flotilla]", "CPU=3")
                .settle();
        script.unit("a.service", "[X-Flotilla]", "CPU=1.5").unit("fat.service", "[X-Flotilla]", "Memory=2G");
        script.settle();
        assertThat(script.where("big.service")).isEqualTo("m2");
        assertThat(script.where("a.service")).isEqualTo("m1");
        assertThat(script.why("fat.service")).isEqualTo("0 of 2 machines: 2 have too little memory left");
        script.unit("b.service", "[X-Flotilla]", "CPU=1.25").settle();
        assertThat(script.why("b.service")).isEqualTo("0 of 2 machines: 2 have too little CPU left");
        script.destroy("big.service").settle();
        assertThat(script.where("b.service")).isEqualTo("m2");
    }

    @Test
    void aMachineThatDoesNotSayItsCapacityHasRoom() {
        script.machine("m1", "").unit("a.service", "[X-Flotilla]", "CPU=1000", "Memory=1T");
        script.settle();
        assertThat(script.where("a.service")).isEqualTo("m1");
    }

    @Test
    void inactiveUnitsAndTemplatesAreNowhere() {
        threeMachines();
        script.unit("web@.service", DesiredState.INACTIVE).unit("off.service", DesiredState.INACTIVE);
        assertThat(script.settle().isEmpty()).isTrue();
        script.unit("loaded.service", DesiredState.LOADED).settle();
        assertThat(script.where("loaded.service")).isEqualTo("m1");
    }

    @Test
    void manyDifferentReasonsAreCutShort() {
        for (int i = 0; i < 8; i++) {
            script.machine("m" + i, "")
                    .unit("solo" + i + ".service", "Conflicts=*")
                    .placed("solo" + i + ".service", "m" + i);
        }
        script.unit("late.service").settle();
        assertThat(script.why("late.service"))
                .startsWith("0 of 8 machines: 1 conflicts with solo0.service")
                .endsWith(", 3 for other reasons");
    }
}
