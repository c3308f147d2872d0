package dev.flotilla.cloudconfig.document;

import java.util.List;

/**
 * An element of {@code users}. Texts are empty when not given.
 *
 * @param passwordHash as {@code /etc/shadow} holds it
 */
public record UserSpec(
        String name,
        String passwordHash,
        List<String> sshAuthorizedKeys,
        String gecos,
        String homeDirectory,
        boolean noCreateHome,
        String primaryGroup,
        List<String> groups,
        boolean noUserGroup,
        boolean system,
        boolean noLogInit,
        String shell) {
    public UserSpec {
        sshAuthorizedKeys = List.copyOf(sshAuthorizedKeys);
        groups = List.copyOf(groups);
    }
}
