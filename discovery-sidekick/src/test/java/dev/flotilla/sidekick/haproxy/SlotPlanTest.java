package dev.flotilla.sidekick.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.sidekick.haproxy.Slot.Place;
import dev.flotilla.sidekick.haproxy.Slot.State;
import dev.flotilla.sidekick.haproxy.SlotPlan.Step.Move;
import dev.flotilla.sidekick.haproxy.SlotPlan.Step.Set;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SlotPlanTest {
    private static final Place A = new Place("10.0.0.1", 80);
    private static final Place B = new Place("10.0.0.2", 80);
    private static final Place C = new Place("10.0.0.3", 80);
    private static final Place NOWHERE = new Place("0.0.0.0", 0);

    private static Slot slot(String server, Place place, State state) {
        return new Slot(server, place, state);
    }

    private static Map<Place, State> ready(Place... places) {
        var wanted = new TreeMap<Place, State>(Comparator.comparing(Place::toString));
        for (Place place : places) {
            wanted.put(place, State.READY);
        }
        return wanted;
    }

    @Test
    void aNewPlaceTakesAFreeSlotAndIsReadyOnlyThen() {
        SlotPlan plan =
                SlotPlan.of(List.of(slot("web1", A, State.READY), slot("web2", NOWHERE, State.MAINT)), ready(A, B));
        assertThat(plan.steps()).containsExactly(new Move("web2", B), new Set("web2", State.READY));
    }

    @Test
    void whatIsAsItShouldBeIsLeftAlone() {
        SlotPlan plan = SlotPlan.of(
                List.of(slot("web1", B, State.READY), slot("web2", A, State.READY), slot("web3", C, State.MAINT)),
                ready(A, B));
        assertThat(plan.steps()).isEmpty();
    }

    @Test
    void thoseWhoComeAreThereBeforeOthersGo() {
        SlotPlan plan =
                SlotPlan.of(List.of(slot("web1", A, State.READY), slot("web2", NOWHERE, State.MAINT)), ready(B));
        assertThat(plan.steps())
                .containsExactly(new Move("web2", B), new Set("web2", State.READY), new Set("web1", State.MAINT));
    }

    @Test
    void withoutAFreeSlotTheOneOfWhoGoesIsTaken() {
        SlotPlan plan = SlotPlan.of(List.of(slot("web1", A, State.READY), slot("web2", C, State.READY)), ready(B, C));
        assertThat(plan.steps())
                .containsExactly(new Set("web1", State.MAINT), new Move("web1", B), new Set("web1", State.READY));
    }

    @Test
    void whoFindsNoSlotIsNamed() {
        SlotPlan plan = SlotPlan.of(List.of(slot("web1", A, State.READY)), ready(A, B, C));
        assertThat(plan.steps()).isEmpty();
        assertThat(plan.homeless()).containsExactly(B, C);
    }

    @Test
    void aDrainingPlaceKeepsItsSlotAndOneThatComesBackTakesItsOwn() {
        assertThat(SlotPlan.of(List.of(slot("web1", A, State.READY)), Map.of(A, State.DRAIN))
                        .steps())
                .containsExactly(new Set("web1", State.DRAIN));
        assertThat(SlotPlan.of(List.of(slot("web1", NOWHERE, State.MAINT), slot("web2", A, State.MAINT)), ready(A))
                        .steps())
                .containsExactly(new Set("web2", State.READY));
    }

    @Test
    void aPlaceInTwoSlotsKeepsOne() {
        SlotPlan plan = SlotPlan.of(List.of(slot("web1", A, State.READY), slot("web2", A, State.READY)), ready(A));
        assertThat(plan.steps()).containsExactly(new Set("web2", State.MAINT));
    }

    /** HAProxy prints {@code fd00::1}, Java the long form. */
    @Test
    void anAddressIsTheSameHoweverItIsWritten() {
        Place asHaproxySays = new Place("fd00::1", 80);
        Place asJavaSays = new Place("fd00:0:0:0:0:0:0:1", 80);
        SlotPlan plan = SlotPlan.of(
                List.of(slot("web1", asHaproxySays, State.READY), slot("web2", NOWHERE, State.MAINT)),
                ready(asJavaSays));
        assertThat(plan.steps()).isEmpty();
    }

    /** What HAProxy says of a server whose name it could not resolve. */
    @Test
    void whatIsNoAddressIsLeftAsItIs() {
        assertThat(new Place("-", 80).address()).isEqualTo("-");
    }
}
