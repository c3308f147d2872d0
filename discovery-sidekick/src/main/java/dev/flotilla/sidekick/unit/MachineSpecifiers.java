package dev.flotilla.sidekick.unit;

import dev.flotilla.client.agent.MachineNews;
import dev.flotilla.model.command.Specifiers;
import dev.flotilla.model.unit.UnitName;

/** Specifiers as the system's service manager of this machine has them. */
public record MachineSpecifiers(String hostName) implements UnitSource.SpecifierSource {
    private static final Specifiers.User ROOT = new Specifiers.User("root", "0", "/root", "/bin/sh");

    @Override
    public Specifiers of(UnitName unit, MachineNews machine) {
        return new Specifiers(
                unit,
                hostName,
                new Specifiers.Machine(
                        machine.machine().value(), machine.bootId(), System.getProperty("os.version", "")),
                Specifiers.Directories.OF_SYSTEM,
                ROOT);
    }
}
