package dev.flotilla.cli.gateway;

import dev.flotilla.cli.json.Json;
import dev.flotilla.model.unit.UnitOption;
import java.util.List;
import java.util.Optional;

/**
 * A unit as {@code /v1/units} shows it.
 *
 * @param hash 40 hex digits
 * @param desiredState fleet's word
 * @param currentState what its machine last achieved; of a global unit the least of its machines
 * @param machineId where the scheduler put it
 * @param waitsFor why it has no machine though it should
 * @param options only when a single unit was asked for
 * @param json as the gateway sent it
 */
public record UnitView(
        String name,
        String hash,
        String desiredState,
        String currentState,
        boolean global,
        String description,
        Optional<String> machineId,
        Optional<String> waitsFor,
        List<StateView> states,
        String changedBy,
        List<UnitOption> options,
        Json json) {
    public UnitView {
        states = List.copyOf(states);
        options = List.copyOf(options);
    }

    static UnitView of(Json json) {
        return new UnitView(
                json.at("name").text(),
                json.at("hash").text(),
                json.at("desiredState").text(),
                json.at("currentState").text(),
                json.at("global").isTrue(),
                json.at("description").text(),
                json.at("machineID").textIfAny(),
                json.at("pending").at("reason").textIfAny(),
                json.at("states").items().stream().map(StateView::of).toList(),
                json.at("changedBy").text(),
                json.at("options").items().stream().map(UnitView::option).toList(),
                json);
    }

    /** The states that count: a machine that it has left may still show what became of it there. */
    public List<StateView> statesInPlace() {
        return states.stream()
                .filter(state -> global || machineId.equals(Optional.of(state.machineId())))
                .toList();
    }

    /** Where it was started and does not run any more. */
    public List<StateView> ended() {
        return statesInPlace().stream().filter(StateView::hasEnded).toList();
    }

    private static UnitOption option(Json json) {
        return new UnitOption(
                json.at("section").text(),
                json.at("name").text(),
                json.at("value").text());
    }
}
