package dev.flotilla.sidekick.haproxy;

import dev.flotilla.sidekick.haproxy.Slot.Place;
import dev.flotilla.sidekick.haproxy.Slot.State;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is to be said to a backend so that it sends work where it should. An instance keeps the slot it has: what is under
 * way there goes on. New ones come before old ones go, as far as there are free slots.
 *
 * @param steps in their order; none when all is as it should be
 * @param homeless places for which no slot is left
 */
record SlotPlan(List<Step> steps, List<Place> homeless) {
    /** One thing to say. */
    sealed interface Step {
        String server();

        /** Sends work to another place. */
        record Move(String server, Place to) implements Step {}

        /** Takes work, or takes none. */
        record Set(String server, State state) implements Step {}
    }

    SlotPlan {
        steps = List.copyOf(steps);
        homeless = List.copyOf(homeless);
    }

    /** @param wanted {@link State#READY} or {@link State#DRAIN} by place */
    static SlotPlan of(List<Slot> slots, Map<Place, State> wanted) {
        Map<Place, State> missing = new LinkedHashMap<>(wanted);
        List<Step> steps = new ArrayList<>();
        Deque<Slot> free = new ArrayDeque<>();
        Deque<Slot> leaving = new ArrayDeque<>();
        Map<Place, Slot> keepers = keepers(slots, wanted);
        for (Slot slot : slots) {
            if (keepers.get(slot.place()) == slot) {
                State state = missing.remove(slot.place());
                if (state != null && state != slot.state()) {
                    steps.add(new Step.Set(slot.server(), state));
                }
            } else {
                (slot.free() ? free : leaving).add(slot);
            }
        }
        List<Place> homeless = new ArrayList<>();
        List<Step> reused = new ArrayList<>();
        missing.forEach((place, state) -> {
            if (!free.isEmpty()) {
                occupy(free.remove(), place, state, steps);
            } else if (!leaving.isEmpty()) {
                Slot slot = leaving.remove();
                reused.add(new Step.Set(slot.server(), State.MAINT));
                occupy(slot, place, state, reused);
            } else {
                homeless.add(place);
            }
        });
        steps.addAll(reused);
        leaving.forEach(slot -> steps.add(new Step.Set(slot.server(), State.MAINT)));
        return new SlotPlan(steps, homeless);
    }

    /** The slot that a place keeps: one in use before a free one that remembers it. */
    private static Map<Place, Slot> keepers(List<Slot> slots, Map<Place, State> wanted) {
        Map<Place, Slot> keepers = new HashMap<>();
        for (Slot slot : slots) {
            if (wanted.containsKey(slot.place())) {
                keepers.merge(slot.place(), slot, (first, second) -> first.free() && !second.free() ? second : first);
            }
        }
        return keepers;
    }

    private static void occupy(Slot slot, Place place, State state, List<Step> steps) {
        steps.add(new Step.Move(slot.server(), place));
        steps.add(new Step.Set(slot.server(), state));
    }
}
