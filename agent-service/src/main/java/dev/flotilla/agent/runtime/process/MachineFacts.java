package dev.flotilla.agent.runtime.process;

import dev.flotilla.agent.runtime.process.definition.UnitReader;
import dev.flotilla.agent.runtime.process.host.Host;
import dev.flotilla.agent.runtime.process.host.UserEntry;
import dev.flotilla.agent.runtime.process.linux.Linux;
import dev.flotilla.model.command.Specifiers;
import dev.flotilla.model.unit.UnitName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What specifiers stand for on this machine, for this user.
 *
 * @param bootId of the kernel
 */
record MachineFacts(
        String hostName,
        String machineId,
        String bootId,
        String kernelRelease,
        boolean root,
        UserEntry user,
        Specifiers.Directories directories) {

    /**
     * @param machineId the one Flotilla knows the machine by, which is also what {@code %m} gives
     */
    static MachineFacts read(String machineId, Host host, Map<String, String> environment) {
        boolean root = Linux.isRoot();
        long uid = Linux.userId();
        UserEntry user = host.user(Long.toString(uid))
                .orElseGet(() ->
                        new UserEntry(Long.toString(uid), uid, uid, environment.getOrDefault("HOME", "/"), "/bin/sh"));
        return new MachineFacts(
                proc("/proc/sys/kernel/hostname"),
                machineId,
                proc("/proc/sys/kernel/random/boot_id").replace("-", ""),
                proc("/proc/sys/kernel/osrelease"),
                root,
                user,
                root ? Specifiers.Directories.OF_SYSTEM : ofUser(user, environment));
    }

    /** As a user's own service manager has them. */
    private static Specifiers.Directories ofUser(UserEntry user, Map<String, String> environment) {
        String home = user.home();
        return new Specifiers.Directories(
                environment.getOrDefault("XDG_RUNTIME_DIR", "/tmp"),
                environment.getOrDefault("XDG_STATE_HOME", home + "/.local/state"),
                environment.getOrDefault("XDG_CACHE_HOME", home + "/.cache"),
                home + "/.local/state/log",
                "/tmp",
                "/var/tmp");
    }

    private static String proc(String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw new IllegalStateException(file + " cannot be read: the process runtime needs Linux", e);
        }
    }

    Specifiers specifiers(UnitName unit) {
        return new Specifiers(
                unit,
                hostName,
                new Specifiers.Machine(machineId, bootId, kernelRelease),
                directories,
                new Specifiers.User(user.name(), Long.toString(user.id()), user.home(), user.shell()));
    }

    UnitReader.Capabilities capabilities() {
        return new UnitReader.Capabilities(root, user.name(), Long.toString(user.id()));
    }
}
