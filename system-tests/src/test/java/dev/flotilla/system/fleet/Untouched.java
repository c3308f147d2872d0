package dev.flotilla.system.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What systemd runs on each machine, down to the main processes: equal before and after means that no unit was stopped,
 * started or moved.
 *
 * @param processes by machine, then by unit
 */
public record Untouched(Map<String, Map<String, Long>> processes) {
    /** Launches {@code count} units and waits until systemd runs them. */
    public static Untouched units(Fleet fleet, int count) {
        for (int i = 1; i <= count; i++) {
            fleet.api().launch("steady@" + i + ".service", "Service.ExecStart=/bin/sleep infinity");
        }
        Fleet.eventually("all run")
                .untilAsserted(() -> assertThat(fleet.api().active()).hasSize(count));
        return of(fleet);
    }

    /** As it is now. */
    public static Untouched of(Fleet fleet) {
        var processes = new TreeMap<String, Map<String, Long>>();
        fleet.machines().forEach(machine -> processes.put(machine.label(), machine.mainPids("steady@*")));
        return new Untouched(processes);
    }

    /** Fails when anything is different, in systemd or in what the API says. */
    public void assertStill(Fleet fleet) {
        assertThat(of(fleet)).as(() -> whatAgentsSaid(fleet)).isEqualTo(this);
        processes.forEach((label, units) -> units.keySet()
                .forEach(unit -> assertThat(fleet.api().active().get(unit))
                        .as(unit)
                        .isEqualTo(List.of(fleet.machine(label).id()))));
    }

    private static String whatAgentsSaid(Fleet fleet) {
        return fleet.machines().stream()
                .map(machine -> machine.label() + "'s agent said:\n" + machine.agentLog())
                .collect(Collectors.joining("\n"));
    }
}
