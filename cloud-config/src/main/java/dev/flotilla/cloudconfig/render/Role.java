package dev.flotilla.cloudconfig.render;

import java.util.Locale;
import java.util.Optional;

/** What a machine is for. */
public enum Role {
    /** Everything on one machine, for trying out. */
    SINGLE,
    /** The cluster's services: etcd, registry, scheduler, gateway; an agent only when it is given metadata. */
    CENTRAL,
    /** Agent and sidekick; it runs the cluster's units. */
    WORKER;

    /** {@code worker} and its like; empty for other words. */
    public static Optional<Role> of(String word) {
        for (Role role : values()) {
            if (role.word().equals(word)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
