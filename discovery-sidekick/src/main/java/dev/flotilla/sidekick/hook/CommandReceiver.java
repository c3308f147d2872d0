package dev.flotilla.sidekick.hook;

import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.sidekick.command.ShellCommand;
import dev.flotilla.sidekick.command.ShellCommand.CommandFailedException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Tells it to a command: what it is about stands in the environment ({@code FLOTILLA_EVENT}, {@code FLOTILLA_SERVICE},
 * {@code FLOTILLA_HOST}, ...), and as one JSON object on its input. Taken when it ends with 0.
 */
public final class CommandReceiver implements Receiver {
    private final ShellCommand command;

    public CommandReceiver(ShellCommand command) {
        this.command = command;
    }

    @Override
    public void tell(Event event) throws NotTakenException, InterruptedException {
        try {
            command.run(environment(event), EventJson.write(event) + "\n");
        } catch (CommandFailedException e) {
            throw new NotTakenException(String.valueOf(e.getMessage()));
        }
    }

    private static Map<String, String> environment(Event event) {
        Instance instance = event.instance();
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("FLOTILLA_EVENT", event.kind().word());
        environment.put("FLOTILLA_EVENT_ID", event.id().toString());
        environment.put("FLOTILLA_SERVICE", instance.service());
        environment.put("FLOTILLA_INSTANCE", instance.name());
        environment.put("FLOTILLA_HOST", instance.host());
        environment.put("FLOTILLA_PORT", Integer.toString(instance.port()));
        environment.put("FLOTILLA_VERSION", instance.version().orElse(""));
        environment.put(
                "FLOTILLA_MACHINE", instance.machine().map(MachineId::value).orElse(""));
        environment.put("FLOTILLA_UNIT", instance.unit().map(UnitName::value).orElse(""));
        environment.put("FLOTILLA_TAGS", String.join(",", instance.tags()));
        instance.attributes().forEach((key, value) -> {
            String name = key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
            if (value.indexOf('\0') < 0) {
                environment.put("FLOTILLA_ATTR_" + name, value);
            }
        });
        return environment;
    }
}
