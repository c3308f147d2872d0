package dev.flotilla.agent.runtime.process.host;

import java.util.Objects;

/** A user of the machine, as passwd(5) has it. */
public record UserEntry(String name, long id, long group, String home, String shell) {
    public UserEntry {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(home, "home");
        Objects.requireNonNull(shell, "shell");
    }
}
