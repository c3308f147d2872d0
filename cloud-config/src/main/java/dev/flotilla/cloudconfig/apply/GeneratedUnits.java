package dev.flotilla.cloudconfig.apply;

import dev.flotilla.cloudconfig.document.CloudConfig;
import dev.flotilla.cloudconfig.document.CloudConfig.Service;
import dev.flotilla.cloudconfig.document.UnitSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The drop-ins and restarts that keys of services become. They are for this boot: the next one makes them anew. */
public final class GeneratedUnits {
    private static final String DROP_IN = "20-cloudinit.conf";
    private static final String LOCKSMITHD = "locksmithd.service";

    private GeneratedUnits() {}

    static List<UnitSpec> of(CloudConfig config) {
        List<UnitSpec> units = new ArrayList<>(ofServices(config));
        dropIn(LOCKSMITHD, config.variables(Service.LOCKSMITH), units);
        update(config.variables(Service.UPDATE), units);
        return units;
    }

    /** The drop-ins of etcd, etcd2 and fleet, and what fleet's keys mean for Flotilla's agent. */
    public static List<UnitSpec> ofServices(CloudConfig config) {
        List<UnitSpec> units = new ArrayList<>();
        dropIn("etcd.service", config.variables(Service.ETCD), units);
        dropIn("etcd2.service", config.variables(Service.ETCD2), units);
        dropIn("fleet.service", config.variables(Service.FLEET), units);
        dropIn("flotilla-agent.service", AgentSettings.ofFleet(config.variables(Service.FLEET)), units);
        return units;
    }

    /** A unit's drop-in with variables; none when there are none. */
    public static List<UnitSpec> ofVariables(String unit, Map<String, String> variables) {
        List<UnitSpec> units = new ArrayList<>();
        dropIn(unit, variables, units);
        return units;
    }

    private static void dropIn(String unit, Map<String, String> variables, List<UnitSpec> units) {
        if (!variables.isEmpty()) {
            units.add(new UnitSpec(
                    unit,
                    false,
                    false,
                    true,
                    "",
                    "",
                    List.of(new UnitSpec.DropIn(DROP_IN, GeneratedFiles.dropIn(variables)))));
        }
    }

    private static void update(Map<String, String> update, List<UnitSpec> units) {
        String strategy = update.getOrDefault("REBOOT_STRATEGY", "");
        if (!strategy.isEmpty()) {
            boolean off = strategy.equals("off");
            units.add(new UnitSpec(LOCKSMITHD, off, false, true, "", off ? "stop" : "restart", List.of()));
        }
        if (update.containsKey("GROUP") || update.containsKey("SERVER")) {
            units.add(UnitSpec.command("update-engine.service", "restart"));
        }
    }
}
