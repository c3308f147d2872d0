package dev.flotilla.cli.gateway;

import java.util.HashMap;
import java.util.Map;

/** How a machine is named in lists and messages: {@code 05c0472b.../172.18.1.2}. Asks for the machines once. */
public final class MachineLegend {
    private final Gateway gateway;
    private final Map<String, String> addresses = new HashMap<>();
    private boolean asked;

    public MachineLegend(Gateway gateway) {
        this.gateway = gateway;
    }

    /** The id alone when the machine is not (or no longer) known. */
    public String of(String machineId, boolean full) {
        if (!asked) {
            asked = true;
            try {
                gateway.machines(false).forEach(machine -> addresses.put(machine.id(), machine.primaryIp()));
            } catch (GatewayException e) {
                // An id says enough; what the caller asked for must not fail for want of an address.
                addresses.clear();
            }
        }
        String address = addresses.getOrDefault(machineId, "");
        String id = MachineView.shown(machineId, full);
        return address.isEmpty() ? id : id + "/" + address;
    }
}
