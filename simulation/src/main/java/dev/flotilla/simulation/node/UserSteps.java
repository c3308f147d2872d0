package dev.flotilla.simulation.node;

import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.registry.unit.PutUnit;
import dev.flotilla.simulation.scenario.Step;
import java.util.List;
import java.util.Optional;

/** A scenario's calls as a user's. */
final class UserSteps {
    private static final String PLAIN = "[Service]\nExecStart=/sim\n";

    private UserSteps() {}

    static void carryOut(User user, Step step, List<MachineNode> machines) {
        switch (step) {
            case Step.Put put ->
                user.put(
                        UnitName.parse(put.unit()),
                        Optional.of(UnitFile.parse(put.unit(), put.file())),
                        DesiredState.ofWord(put.desired()));
            case Step.Desire desire ->
                user.put(UnitName.parse(desire.unit()), Optional.empty(), DesiredState.ofWord(desire.desired()));
            case Step.Destroy destroy -> user.destroy(UnitName.parse(destroy.unit()));
            case Step.Metadata metadata ->
                user.metadata(
                        machines.get(metadata.machine() % machines.size()).id(), metadata.key(), metadata.value());
            case Step.ListUnits _ -> user.list();
            case Step.ReleaseBrake _ -> user.releaseBrake();
            case Step.Wrong wrong -> user.wrong(wrong(wrong.kind()));
            default -> throw new IllegalArgumentException("not a user's: " + step);
        }
    }

    /** Calls that can only be refused. */
    private static PutUnit wrong(int kind) {
        return switch (kind) {
            case 0 -> put("template@.service", Optional.of(PLAIN), 0); // a template cannot run
            case 1 -> put("nosuch.service", Optional.empty(), 0);
            case 2 -> put("bad.service", Optional.of(PLAIN + "[X-Fleet]\nNoSuchOption=1\n"), 0);
            default -> put("new.service", Optional.of(PLAIN), 1); // it never had a revision
        };
    }

    private static PutUnit put(String name, Optional<String> file, long expected) {
        return new PutUnit(
                UnitName.parse(name),
                file.map(text -> UnitFile.parse(name, text)),
                Optional.of(DesiredState.LAUNCHED),
                "user",
                expected);
    }
}
