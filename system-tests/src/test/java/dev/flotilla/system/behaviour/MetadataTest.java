package dev.flotilla.system.behaviour;

import static dev.flotilla.system.fleet.Fleet.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.system.fleet.Fleet;
import dev.flotilla.system.fleet.Machine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Metadata decides where units go: with specifiers in templates, and when it changes under running units. */
@Behaviour(
        "Metadata with specifiers picks machines; what is added, changed or removed at run time moves units accordingly.")
@Order(5)
class MetadataTest {
    private static final String SLEEP = "Service.ExecStart=/bin/sleep infinity";

    private final Fleet fleet = Fleet.shared();

    @BeforeEach
    void empty() {
        fleet.reset();
    }

    @Test
    void aSpecifierInATemplateNamesTheMachine() {
        for (String instance : new String[] {"01", "02", "03"}) {
            fleet.api().launch("host@" + instance + ".service", SLEEP, "X-Fleet.MachineMetadata=host=service_%i");
        }
        for (int i = 1; i <= 3; i++) {
            assertThat(fleet.whereActive("host@0" + i + ".service").label()).isEqualTo("m" + i);
        }
    }

    @Test
    void unitsFollowDynamicMetadata() {
        Machine first = fleet.machine("m1");
        Machine second = fleet.machine("m2");
        fleet.api().launch("arm.service", SLEEP, "X-Fleet.MachineMetadata=cpu=arm");
        fleet.api().metadata("add", first.id(), "cpu", "arm");
        assertThat(fleet.whereActive("arm.service")).isEqualTo(first);
        fleet.api().metadata("add", second.id(), "cpu", "arm");
        fleet.api().metadata("replace", first.id(), "cpu", "x86");
        eventually("it has moved")
                .untilAsserted(() ->
                        assertThat(fleet.api().active().get("arm.service")).containsExactly(second.id()));
        assertThat(first.isActive("arm.service")).isFalse();
        assertThat(second.isActive("arm.service")).isTrue();
        fleet.api().metadata("remove", first.id(), "cpu", "");
        fleet.api().metadata("remove", second.id(), "cpu", "");
        eventually("nowhere fits")
                .untilAsserted(() -> assertThat(fleet.api().active()).isEmpty());
        assertThat(second.isActive("arm.service")).isFalse();
    }
}
