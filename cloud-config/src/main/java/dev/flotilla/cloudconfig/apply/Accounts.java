package dev.flotilla.cloudconfig.apply;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The users and groups of a system, as its own files have them. */
final class Accounts {
    private static final int ID = 2;
    private static final int LOGIN_GROUP = 3;
    private static final int HOME = 5;

    private final RootedPath root;

    Accounts(RootedPath root) {
        this.root = root;
    }

    /** By number. */
    record Owner(int uid, int gid) {}

    /**
     * An owner as chown takes it: {@code user}, {@code user:group}, {@code user:} for the user's own group,
     * {@code :group}; what is missing is the caller's. Empty when there is none such.
     */
    Optional<Owner> find(String owner) throws IOException {
        Owner caller = caller();
        if (owner.isEmpty()) {
            return Optional.of(caller);
        }
        int colon = owner.indexOf(':');
        String user = colon < 0 ? owner : owner.substring(0, colon);
        String group = colon < 0 ? "" : owner.substring(colon + 1);
        Optional<Integer> uid = user.isEmpty() ? Optional.of(caller.uid()) : id("/etc/passwd", user);
        Optional<Integer> gid;
        if (!group.isEmpty()) {
            gid = id("/etc/group", group);
        } else if (colon >= 0 && !user.isEmpty()) {
            gid = line("/etc/passwd", 0, user).flatMap(fields -> number(fields.get(LOGIN_GROUP)));
        } else {
            gid = Optional.of(caller.gid());
        }
        return uid.isPresent() && gid.isPresent() ? Optional.of(new Owner(uid.get(), gid.get())) : Optional.empty();
    }

    /** {@code user:group}, by number where there is no name. */
    String words(int uid, int gid) throws IOException {
        return name("/etc/passwd", uid) + ":" + name("/etc/group", gid);
    }

    Optional<String> home(String user) throws IOException {
        return line("/etc/passwd", 0, user).map(fields -> fields.get(HOME));
    }

    Optional<String> passwordHash(String user) throws IOException {
        return line("/etc/shadow", 0, user).map(fields -> fields.get(1));
    }

    private String name(String file, int id) throws IOException {
        return line(file, ID, String.valueOf(id)).map(List::getFirst).orElse(String.valueOf(id));
    }

    private Optional<Integer> id(String file, String nameOrNumber) throws IOException {
        Optional<List<String>> line = line(file, 0, nameOrNumber);
        return line.isPresent() ? number(line.get().get(ID)) : number(nameOrNumber);
    }

    private Optional<List<String>> line(String file, int field, String value) throws IOException {
        Path path = root.resolve(file);
        if (!Files.isReadable(path)) {
            return Optional.empty();
        }
        int least = file.equals("/etc/passwd") ? HOME : file.equals("/etc/group") ? ID : 1;
        for (String line : new String(Files.readAllBytes(path), StandardCharsets.UTF_8).split("\n")) {
            List<String> fields = List.of(line.split(":", -1));
            if (fields.size() > least && fields.get(field).equals(value)) {
                return Optional.of(fields);
            }
        }
        return Optional.empty();
    }

    private static Optional<Integer> number(String text) {
        try {
            return Optional.of(Integer.parseUnsignedInt(text));
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }

    /** Who runs this program, by what its own process directory says. */
    static Owner caller() throws IOException {
        Path self = Path.of("/proc/self");
        return Files.exists(self)
                ? new Owner(UnixAttribute.UID.of(self.toRealPath()), UnixAttribute.GID.of(self.toRealPath()))
                : new Owner(0, 0);
    }
}
