package dev.flotilla.cloudconfig.validate;

import dev.flotilla.cloudconfig.document.Tree;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Users, their keys, and the machine's own name. */
final class UserRules {
    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_-]{0,30}\\$?");
    private static final Pattern HASH = Pattern.compile("[!*]*|!*\\$[0-9a-z]+\\$[^:\\s]*|!*[./0-9A-Za-z]{13}");
    private static final Pattern KEY =
            Pattern.compile("(.* )?(ssh-(rsa|dss|ed25519)|ecdsa-sha2-\\S+|sk-\\S+) +[A-Za-z0-9+/=.…]+( .*)?");
    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]{0,62})(\\.[A-Za-z0-9-]{1,63})*\\.?|[A-Za-z0-9]");
    private static final int LONGEST_LABEL = 63;

    private final Reporter report;
    private final Set<String> names = new HashSet<>();

    UserRules(Reporter report) {
        this.report = report;
    }

    void check(Place root) {
        root.text("hostname").ifPresent(host -> hostname(host, root.pathOf("hostname")));
        root.text("manage_etc_hosts")
                .filter(value -> !value.text().equals("localhost"))
                .ifPresent(value -> report.error(
                        value.mark(),
                        root.pathOf("manage_etc_hosts"),
                        "there is nothing else than localhost",
                        "write localhost"));
        keys(root);
        root.list("users").forEach(this::user);
    }

    private void hostname(Tree.Scalar host, String path) {
        int dot = host.text().indexOf('.');
        if (!HOST.matcher(host.text()).matches() && !host.text().startsWith("$")) {
            report.error(
                    host.mark(),
                    path,
                    "no host name: " + Spelling.quoted(host.text()),
                    "use letters, digits and dashes");
        } else if (dot > 0 || host.text().length() > LONGEST_LABEL) {
            report.info(
                    host.mark(),
                    path,
                    "Flatcar cuts it at the first dot and after 63 characters",
                    "give a short name without a domain");
        }
    }

    private void user(Place user) {
        Optional<Tree.Scalar> name = user.text("name");
        if (name.isEmpty()) {
            report.error(user.mapping().mark(), user.path(), "the user has no name and would be skipped", "name it");
        } else {
            if (!NAME.matcher(name.get().text()).matches()) {
                report.error(
                        name.get().mark(),
                        user.pathOf("name"),
                        "no user name: " + Spelling.quoted(name.get().text()),
                        "use up to 31 lower-case letters, digits, - and _, beginning with a letter");
            }
            if (!names.add(name.get().text())) {
                report.error(
                        name.get().mark(),
                        user.pathOf("name"),
                        "the user is given twice",
                        "put it together in one place");
            }
        }
        user.text("passwd")
                .filter(hash -> !HASH.matcher(hash.text()).matches())
                .ifPresent(hash -> report.error(
                        hash.mark(),
                        user.pathOf("passwd"),
                        "is no hash: a password in clear would be written where hashes belong, and locks the user out",
                        "hash it: mkpasswd --method=sha-512"));
        if (user.flag("no_create_home") && !user.texts("ssh_authorized_keys").isEmpty()) {
            report.warning(
                    user.mark("ssh_authorized_keys"),
                    user.pathOf("ssh_authorized_keys"),
                    "the keys need the home directory that no_create_home leaves out",
                    "remove one of both");
        }
        keys(user);
    }

    private void keys(Place owner) {
        int index = 0;
        for (Tree.Scalar key : owner.texts("ssh_authorized_keys")) {
            String path = owner.pathOf("ssh_authorized_keys") + "[" + index++ + "]";
            if (key.text().contains("PRIVATE KEY")) {
                report.error(key.mark(), path, "is a private key", "give the public one, and make a new pair");
            } else if (!KEY.matcher(key.text().strip()).matches()) {
                report.warning(
                        key.mark(), path, "does not look like a public SSH key", "copy a line of id_ed25519.pub");
            }
        }
    }
}
