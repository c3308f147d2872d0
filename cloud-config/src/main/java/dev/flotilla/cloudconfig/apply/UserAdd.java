package dev.flotilla.cloudconfig.apply;

import dev.flotilla.cloudconfig.document.UserSpec;
import java.util.ArrayList;
import java.util.List;

/** The arguments of useradd(8) for a user; the password follows by another way. */
final class UserAdd {
    private UserAdd() {}

    static List<String> arguments(UserSpec user) {
        List<String> arguments = new ArrayList<>();
        option(arguments, "--comment", user.gecos());
        option(arguments, "--home-dir", user.homeDirectory());
        arguments.add(user.noCreateHome() ? "--no-create-home" : "--create-home");
        option(arguments, "--gid", user.primaryGroup());
        option(arguments, "--groups", String.join(",", user.groups()));
        flag(arguments, "--no-user-group", user.noUserGroup());
        flag(arguments, "--system", user.system());
        flag(arguments, "--no-log-init", user.noLogInit());
        option(arguments, "--shell", user.shell());
        arguments.add(user.name());
        return arguments;
    }

    private static void option(List<String> arguments, String name, String value) {
        if (!value.isEmpty()) {
            arguments.add(name);
            arguments.add(value);
        }
    }

    private static void flag(List<String> arguments, String name, boolean set) {
        if (set) {
            arguments.add(name);
        }
    }
}
