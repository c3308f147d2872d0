package dev.flotilla.simulation.check;

import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.registry.session.AssignedUnit;
import dev.flotilla.registry.session.ToAgent;
import java.util.Map;
import java.util.TreeMap;

/** What one session tells one machine, against what the machine was to run at that revision. */
public final class Fanout {
    private final Verdict verdict;
    private final Oracle oracle;
    private final MachineId machine;
    private final Map<UnitName, Wanted> told = new TreeMap<>();

    Fanout(Verdict verdict, Oracle oracle, MachineId machine) {
        this.verdict = verdict;
        this.oracle = oracle;
        this.machine = machine;
    }

    public void tells(ToAgent.Assignments message) {
        Map<UnitName, Wanted> expected = oracle.assignedAt(machine, message.revision());
        if (message.complete()) {
            told.clear();
        }
        message.removed()
                .forEach(name -> verdict.expect(
                        told.remove(name) != null,
                        Promise.OWN_UNITS_ONLY,
                        machine + " was told that " + name + " goes, which it never had"));
        for (AssignedUnit unit : message.units()) {
            Wanted wanted = Wanted.of(unit.unit());
            UnitName name = unit.unit().name();
            verdict.expect(
                    wanted.equals(expected.get(name)),
                    Promise.OWN_UNITS_ONLY,
                    machine + " was told to have " + name + " "
                            + wanted.desired().word() + " at revision "
                            + message.revision() + "; it should be "
                            + (expected.containsKey(name)
                                    ? expected.get(name).desired().word()
                                    : "elsewhere"));
            told.put(name, wanted);
        }
        verdict.expect(
                told.equals(expected),
                Promise.OWN_UNITS_ONLY,
                machine + " was told at revision " + message.revision() + " to run " + told.keySet()
                        + ", and is to run " + expected.keySet());
    }
}
