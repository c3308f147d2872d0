package dev.flotilla.gateway.event;

import dev.flotilla.model.state.UnitState;
import java.util.Optional;

/** What machines reported. */
final class StateEvents {
    private StateEvents() {}

    static Optional<Event> of(UnitState state, Optional<UnitState> before, long revision) {
        String words = words(state);
        Optional<String> old = before.map(StateEvents::words);
        if (old.equals(Optional.of(words)) && before.get().hash().equals(state.hash())) {
            return Optional.empty();
        }
        String was = old.filter(other -> !other.equals(words))
                .map(other -> ", was " + other)
                .orElse("");
        String detail = state.detail().isEmpty() ? "" : " (" + state.detail() + ")";
        return Optional.of(new EventBuilder(EventType.UNIT_STATE, revision, state.since())
                .unit(state.unit())
                .machine(state.machine())
                .cause(state.detail())
                .state(state.active() + "/" + state.sub())
                .says(state.unit() + " is " + words + detail + " on "
                        + state.machine().shortForm() + was));
    }

    /** As {@code active/running}; what was not loaded says that first. */
    private static String words(UnitState state) {
        String words = state.active() + "/" + state.sub();
        return state.load().equals("loaded") ? words : state.load() + " " + words;
    }
}
