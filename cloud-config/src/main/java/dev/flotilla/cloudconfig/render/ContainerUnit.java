package dev.flotilla.cloudconfig.render;

import dev.flotilla.cloudconfig.document.UnitSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A service as a container that systemd runs. Its settings are the unit's environment, handed into the container name by
 * name, so that a drop-in can change each of them; whatever else the service knows can stand in its environment file.
 *
 * @param name of the unit and of the container
 * @param environment what the unit sets itself, the same on all machines of a cluster; systemd's specifiers in the values
 *     are replaced
 * @param machine what is the machine's own: its name, addresses, metadata; in a drop-in, so that it can be found and changed
 * @param passed further variables that a drop-in may set
 * @param environmentFile further settings and secrets of the machine's owner, who may do without; empty for none
 * @param options further options of {@code docker run}
 * @param command what stands after the image
 * @param after units that have to be up before
 * @param aliases further names of the unit
 */
record ContainerUnit(
        String name,
        String description,
        String image,
        Map<String, String> environment,
        Map<String, String> machine,
        Set<String> passed,
        String environmentFile,
        List<String> options,
        List<String> command,
        List<String> after,
        List<String> aliases) {

    private static final String MACHINE = "10-machine.conf";
    /** Seconds. An agent that leaves with its machine gives its units 30, and then says goodbye. */
    private static final int PATIENCE = 40;

    /** The unit, enabled and started. */
    UnitSpec spec() {
        StringBuilder own = new StringBuilder("[Service]\n");
        variables(own, machine);
        List<UnitSpec.DropIn> pieces =
                machine.isEmpty() ? List.of() : List.of(new UnitSpec.DropIn(MACHINE, own.toString()));
        return UnitSpec.started(name + ".service", text()).withDropIns(pieces);
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        text.append("[Unit]\nDescription=").append(description).append('\n');
        text.append("After=docker.service network-online.target");
        after.forEach(unit -> text.append(' ').append(unit));
        text.append("\nRequires=docker.service\nWants=network-online.target\nStartLimitIntervalSec=0\n\n");
        text.append("[Service]\nTimeoutStartSec=0\nRestart=always\nRestartSec=1\n");
        variables(text, environment);
        if (!environmentFile.isEmpty()) {
            text.append("EnvironmentFile=-").append(environmentFile).append('\n');
            // The engine, unlike systemd, refuses a file that is not there.
            text.append("ExecStartPre=/bin/sh -c '[ -e %1$s ] || install -D -m 600 /dev/null %1$s'\n"
                    .formatted(environmentFile));
        }
        text.append("ExecStartPre=-/usr/bin/docker kill ").append(name).append('\n');
        text.append("ExecStartPre=-/usr/bin/docker rm ").append(name).append('\n');
        if (ImageName.namesItsRegistry(image)) {
            // Without the registry of images the one that is there already will do.
            text.append("ExecStartPre=-/usr/bin/docker pull ").append(image).append('\n');
        }
        text.append("ExecStart=/usr/bin/docker run --rm --name ").append(name);
        text.append(" --net=host --cap-drop=ALL --pull=never");
        options.forEach(option -> text.append(" \\\n  ").append(option));
        if (!environmentFile.isEmpty()) {
            text.append(" \\\n  --env-file=").append(environmentFile);
        }
        Set<String> names = new TreeSet<>(passed);
        names.addAll(environment.keySet());
        names.addAll(machine.keySet());
        names.forEach(variable -> text.append(" \\\n  -e ").append(variable));
        text.append(" \\\n  ").append(image);
        command.forEach(word -> text.append(' ').append(word));
        text.append("\nExecStop=/usr/bin/docker stop -t ")
                .append(PATIENCE)
                .append(' ')
                .append(name)
                .append("\n\n[Install]\nWantedBy=multi-user.target\n");
        aliases.forEach(alias -> text.append("Alias=").append(alias).append('\n'));
        return text.toString();
    }

    private static void variables(StringBuilder text, Map<String, String> variables) {
        variables.forEach((key, value) -> text.append("Environment=\"")
                .append(key)
                .append('=')
                .append(value)
                .append("\"\n"));
    }
}
