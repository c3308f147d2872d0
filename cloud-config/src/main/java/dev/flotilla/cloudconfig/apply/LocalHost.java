package dev.flotilla.cloudconfig.apply;

import dev.flotilla.cloudconfig.document.UserSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** This machine, or another one's file system in a directory. */
public final class LocalHost implements Host {
    private static final int PERMISSIONS = 07777;
    /** Gone with the next boot, which has everything read and started anew. */
    private static final Path DUE = Path.of("/run/flotilla/cloud-config/due");

    private static final Set<String> UP = Set.of("active", "reloading", "activating");

    private final RootedPath root;
    private final Accounts accounts;
    private final SystemCommands commands;

    private LocalHost(Path root, SystemCommands commands) {
        this.root = new RootedPath(root);
        this.accounts = new Accounts(this.root);
        this.commands = commands;
    }

    /** The system that runs; most of what can be done to it needs root. */
    public static LocalHost running() {
        return new LocalHost(Path.of("/"), new SystemCommands());
    }

    /** The system in a directory, for example a mounted image. */
    public static LocalHost in(Path root) {
        return root.toAbsolutePath().normalize().equals(Path.of("/"))
                ? running()
                : new LocalHost(root.toAbsolutePath().normalize(), new SystemCommands());
    }

    /** As sd_booted(3) tells: in a container without systemd, files can be written and nothing started. */
    @Override
    public boolean isRunning() {
        return root.isWholeSystem() && Files.isDirectory(Path.of("/run/systemd/system"));
    }

    @Override
    public Set<String> due() throws IOException {
        return isRunning() && Files.exists(DUE) ? Set.copyOf(Files.readAllLines(DUE)) : Set.of();
    }

    @Override
    public void setDue(Set<String> steps) throws IOException {
        if (!isRunning()) {
            return;
        }
        if (steps.isEmpty()) {
            Files.deleteIfExists(DUE);
        } else {
            write(DUE.toString(), (String.join("\n", steps) + "\n").getBytes(StandardCharsets.UTF_8), 0644, "");
        }
    }

    @Override
    public PathState at(String path) throws IOException {
        Path file = root.resolve(path);
        if (Files.isSymbolicLink(file)) {
            return new PathState.Link(Files.readSymbolicLink(file).toString());
        }
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return new PathState.Absent();
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return new PathState.Other();
        }
        return new PathState.File(
                content(file),
                UnixAttribute.MODE.of(file) & PERMISSIONS,
                accounts.words(UnixAttribute.UID.of(file), UnixAttribute.GID.of(file)));
    }

    /** A user may put a link in the file's place once it has been looked at. */
    private static byte[] content(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return in.readAllBytes();
        }
    }

    @Override
    public void write(String path, byte[] content, int mode, String owner) throws IOException {
        Accounts.Owner found = accounts.find(owner).orElseThrow(() -> new IOException("no such owner: " + owner));
        boolean isOwn = found.uid() == Accounts.caller().uid();
        Path file = isOwn ? root.resolve(path) : root.resolveFor(found.uid(), path);
        new AtomicFile(file, found).write(content, mode);
    }

    @Override
    public void link(String path, String target) throws IOException {
        AtomicFile.link(root.resolve(path), target);
    }

    @Override
    public void delete(String path) throws IOException {
        Files.deleteIfExists(root.resolve(path));
    }

    @Override
    public Optional<String> owner(String owner) throws IOException {
        return accounts.find(owner).isEmpty()
                ? Optional.empty()
                : Optional.of(accounts.words(
                        accounts.find(owner).get().uid(),
                        accounts.find(owner).get().gid()));
    }

    @Override
    public String hostname() throws IOException {
        Path file = root.isWholeSystem() ? Path.of("/proc/sys/kernel/hostname") : root.resolve("/etc/hostname");
        return Files.isReadable(file) ? Files.readString(file).strip() : "localhost";
    }

    @Override
    public void setHostname(String name) throws IOException {
        if (isRunning()) {
            commands.run(List.of("hostnamectl", "set-hostname", name), "");
        } else {
            write("/etc/hostname", (name + "\n").getBytes(StandardCharsets.UTF_8), 0644, "");
        }
    }

    @Override
    public Optional<String> home(String user) throws IOException {
        return accounts.home(user);
    }

    @Override
    public Optional<String> passwordHash(String user) throws IOException {
        return accounts.passwordHash(user);
    }

    @Override
    public void createUser(UserSpec user) throws IOException {
        List<String> command = new ArrayList<>(List.of("useradd"));
        prefix(command);
        command.addAll(UserAdd.arguments(user));
        commands.run(command, "");
    }

    @Override
    public void setPassword(String user, String hash) throws IOException {
        if (root.isWholeSystem()) {
            // By its input: other users can see a program's arguments.
            commands.run(List.of("chpasswd", "-e"), user + ":" + hash + "\n");
        } else {
            List<String> command = new ArrayList<>(List.of("usermod"));
            prefix(command);
            command.addAll(List.of("--password", hash, user));
            commands.run(command, "");
        }
    }

    private void prefix(List<String> command) {
        if (!root.isWholeSystem()) {
            command.addAll(List.of("--prefix", root.root().toString()));
        }
    }

    @Override
    public boolean isKnownUnit(String unit) throws IOException {
        return isRunning() && !property(unit, "LoadState").equals("not-found");
    }

    @Override
    public boolean isUp(String unit) throws IOException {
        return isRunning() && UP.contains(property(unit, "ActiveState"));
    }

    private String property(String unit, String name) throws IOException {
        return commands.run(List.of("systemctl", "show", "--property=" + name, "--value", "--", unit), "")
                .strip();
    }

    @Override
    public void reload() throws IOException {
        commands.run(List.of("systemctl", "daemon-reload"), "");
    }

    @Override
    public void unitCommand(String command, String unit) throws IOException {
        commands.run(List.of("systemctl", "--job-mode=replace", command, "--", unit), "");
    }

    @Override
    public void runTransient(String unit, List<String> command) throws IOException {
        List<String> all = new ArrayList<>(List.of("systemd-run", "--quiet", "--unit=" + unit, "--"));
        all.addAll(command);
        commands.run(all, "");
    }
}
