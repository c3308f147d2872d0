package dev.flotilla.agent.runtime.process.unit;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What units are told of the machine they run on.
 *
 * @param id {@code FLOTILLA_MACHINE_ID}, also the mark by which all processes of an agent's units can be found
 * @param address {@code FLOTILLA_MACHINE_IP}
 */
public record MachineIdentity(String id, Optional<String> address) {
    public static final String ID_VARIABLE = "FLOTILLA_MACHINE_ID";
    public static final String ADDRESS_VARIABLE = "FLOTILLA_MACHINE_IP";

    public MachineIdentity {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(address, "address");
    }

    void addTo(Map<String, String> environment) {
        environment.put(ID_VARIABLE, id);
        address.ifPresent(ip -> environment.put(ADDRESS_VARIABLE, ip));
    }
}
