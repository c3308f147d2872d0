package dev.flotilla.cloudconfig.apply;

import dev.flotilla.cloudconfig.document.UserSpec;
import java.util.List;

/** One thing to do to a machine. */
public sealed interface Step {
    /** What it does, for a person: {@code write /etc/motd (0644)}. */
    String description();

    record SetHostname(String name) implements Step {
        @Override
        public String description() {
            return "set the hostname to " + name;
        }
    }

    record CreateUser(UserSpec user) implements Step {
        @Override
        public String description() {
            return "create the user " + user.name();
        }
    }

    record SetPassword(String user, String hash) implements Step {
        @Override
        public String description() {
            return "set the password of " + user;
        }

        @Override
        public String toString() {
            return description();
        }
    }

    /** Told of, and never done: what a server elsewhere answers is no part of the machine's configuration. */
    record ImportKeys(String user, String key, List<String> sources) implements Step {
        public ImportKeys {
            sources = List.copyOf(sources);
        }

        @Override
        public String description() {
            return "fetch SSH keys of " + user + " by " + key + " from " + String.join(", ", sources);
        }
    }

    /** Owner as in {@link Host#write}. */
    record WriteFile(String path, byte[] content, int mode, String owner) implements Step {
        @Override
        public String description() {
            return "write " + path + String.format(" (%04o%s)", mode, owner.isEmpty() ? "" : " " + owner);
        }
    }

    record Link(String path, String target) implements Step {
        @Override
        public String description() {
            return target.equals("/dev/null") ? "mask " + path : "link " + path + " to " + target;
        }
    }

    record Delete(String path) implements Step {
        @Override
        public String description() {
            return "remove " + path;
        }
    }

    record Reload() implements Step {
        @Override
        public String description() {
            return "let systemd read its units again";
        }
    }

    record UnitCommand(String command, String unit) implements Step {
        @Override
        public String description() {
            return command + " " + unit;
        }
    }

    record RunScript(String unit, List<String> command) implements Step {
        public RunScript {
            command = List.copyOf(command);
        }

        @Override
        public String description() {
            return "run the script as " + unit;
        }
    }
}
