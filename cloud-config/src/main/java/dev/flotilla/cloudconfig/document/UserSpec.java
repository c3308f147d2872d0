package dev.flotilla.cloudconfig.document;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An element of {@code users}. Texts are empty when not given.
 *
 * @param passwordHash as {@code /etc/shadow} holds it
 * @param keyImports the keys by which others' servers are asked for SSH keys, with their values; nobody does so any more
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
        String shell,
        Map<String, List<String>> keyImports) {
    /** The keys that {@link #keyImports} may have. */
    static final List<String> IMPORTS =
            List.of("coreos_ssh_import_github", "coreos_ssh_import_github_users", "coreos_ssh_import_url");

    public UserSpec {
        sshAuthorizedKeys = List.copyOf(sshAuthorizedKeys);
        groups = List.copyOf(groups);
        keyImports = Collections.unmodifiableMap(new LinkedHashMap<>(keyImports));
    }

    /** A user of whom nothing but SSH keys is said. */
    public static UserSpec withKeys(String name, List<String> keys) {
        return new UserSpec(name, "", keys, "", "", false, "", List.of(), false, false, false, "", Map.of());
    }

    /** The same with these keys before its own. */
    public UserSpec withFurtherKeys(List<String> keys) {
        Set<String> all = new LinkedHashSet<>(keys);
        all.addAll(sshAuthorizedKeys);
        return new UserSpec(
                name,
                passwordHash,
                List.copyOf(all),
                gecos,
                homeDirectory,
                noCreateHome,
                primaryGroup,
                groups,
                noUserGroup,
                system,
                noLogInit,
                shell,
                keyImports);
    }
}
