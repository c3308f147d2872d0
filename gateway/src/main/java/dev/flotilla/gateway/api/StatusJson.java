package dev.flotilla.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A unit's status on the machines that have it, in {@code /v1}. */
public record StatusJson(String unit, List<OnMachine> machines) {
    /**
     * What a machine says, or why it could not be asked.
     *
     * @param exitStatus 0 active, 3 not active, 4 no such unit
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record OnMachine(
            String machineID,
            String primaryIP,
            Optional<Integer> exitStatus,
            Optional<String> text,
            Optional<StateJson> state,
            Optional<String> error) {}

    /** Ready to print; each machine under its own head when there are several. */
    public String text() {
        boolean heads = machines.size() > 1;
        return machines.stream()
                .map(machine -> (heads ? "==> " + machine.machineID() + " <==\n" : "") + body(machine))
                .collect(Collectors.joining("\n"));
    }

    private static String body(OnMachine machine) {
        String text = machine.text()
                .orElseGet(() -> "machine " + machine.machineID() + " could not be asked: "
                        + machine.error().orElse("no reason known"));
        return text.endsWith("\n") ? text : text + "\n";
    }
}
