package dev.flotilla.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.flotilla.gateway.view.UnitView;
import dev.flotilla.model.placement.Pending;
import dev.flotilla.model.placement.Placement;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitFile;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A unit in {@code /v1}.
 *
 * @param machineID where it is placed
 * @param placement when and why there
 * @param pending why it waits
 * @param states one for each machine that has it
 * @param options its file; left out of lists unless asked for
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record UnitJson(
        String name,
        String hash,
        String desiredState,
        String currentState,
        boolean global,
        boolean template,
        String description,
        Optional<String> machineID,
        Optional<PlacementJson> placement,
        Optional<PendingJson> pending,
        List<StateJson> states,
        Instant created,
        Instant changed,
        String changedBy,
        long revision,
        Optional<List<OptionJson>> options) {

    /** One line of a unit file. */
    public record OptionJson(String section, String name, String value) {}

    /** Where the scheduler put a unit. */
    public record PlacementJson(String machineID, Instant since, long term, String summary, long revision) {}

    /** Why a unit has no machine though it should. */
    public record PendingJson(String reason, Instant since) {}

    /** All units at one revision. */
    public record UnitList(long revision, List<UnitJson> units) {}

    public static UnitJson of(UnitView view, boolean withOptions) {
        Unit unit = view.unit();
        return new UnitJson(
                unit.name().value(),
                unit.hash().hex(),
                unit.desired().word(),
                view.currentState().word(),
                view.isGlobal(),
                unit.name().isTemplate(),
                unit.file().description(),
                view.placement().map(placement -> placement.machine().value()),
                view.placement().map(UnitJson::placement),
                view.pending().map(UnitJson::pending),
                view.states().stream().map(StateJson::of).toList(),
                unit.created(),
                unit.changed(),
                unit.changedBy(),
                unit.revision(),
                withOptions ? Optional.of(options(unit.file())) : Optional.empty());
    }

    private static PlacementJson placement(Placement placement) {
        return new PlacementJson(
                placement.machine().value(),
                placement.since(),
                placement.term(),
                placement.explanation().summary(),
                placement.revision());
    }

    private static PendingJson pending(Pending pending) {
        return new PendingJson(pending.explanation().summary(), pending.since());
    }

    private static List<OptionJson> options(UnitFile file) {
        return file.options().stream()
                .map(option -> new OptionJson(option.section(), option.name(), option.value()))
                .toList();
    }
}
