package dev.flotilla.cloudconfig.apply;

import dev.flotilla.cloudconfig.document.UserSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A running machine in memory. */
final class FakeHost implements Host {
    final Map<String, PathState> paths = new TreeMap<>();
    final Map<String, String> homes = new HashMap<>(Map.of("root", "/root"));
    final Map<String, String> passwords = new HashMap<>();
    final Set<String> knownUnits = new HashSet<>();
    final Set<String> up = new HashSet<>();
    final List<String> log = new ArrayList<>();
    String hostname = "localhost";
    String failing = "";
    private Set<String> due = Set.of();

    String text(String path) {
        return paths.get(path) instanceof PathState.File file ? new String(file.content(), StandardCharsets.UTF_8) : "";
    }

    FakeHost with(String path, String text) {
        return with(path, text, "root:root");
    }

    FakeHost with(String path, String text, String owner) {
        paths.put(path, new PathState.File(text.getBytes(StandardCharsets.UTF_8), 0644, owner));
        return this;
    }

    @Override
    public boolean isRunning() {
        return true;
    }

    @Override
    public Set<String> due() {
        return due;
    }

    @Override
    public void setDue(Set<String> steps) {
        due = Set.copyOf(steps);
    }

    @Override
    public PathState at(String path) {
        return paths.getOrDefault(path, new PathState.Absent());
    }

    @Override
    public void write(String path, byte[] content, int mode, String owner) throws IOException {
        did("write " + path);
        paths.put(path, new PathState.File(content, mode, owner(owner).orElseThrow(() -> new IOException(owner))));
    }

    @Override
    public void link(String path, String target) throws IOException {
        did("link " + path);
        paths.put(path, new PathState.Link(target));
    }

    @Override
    public void delete(String path) throws IOException {
        did("delete " + path);
        paths.remove(path);
    }

    @Override
    public Optional<String> owner(String owner) {
        String user = owner.isEmpty() || owner.startsWith(":") ? "root" : owner.split(":", 2)[0];
        if (!homes.containsKey(user)) {
            return Optional.empty();
        }
        String group = owner.indexOf(':') < 0 ? "root" : owner.substring(owner.indexOf(':') + 1);
        return Optional.of(user + ":" + (group.isEmpty() ? user : group));
    }

    @Override
    public String hostname() {
        return hostname;
    }

    @Override
    public void setHostname(String name) throws IOException {
        did("hostname " + name);
        hostname = name;
    }

    @Override
    public Optional<String> home(String user) {
        return Optional.ofNullable(homes.get(user));
    }

    @Override
    public Optional<String> passwordHash(String user) {
        return Optional.ofNullable(passwords.get(user));
    }

    @Override
    public void createUser(UserSpec user) throws IOException {
        did("useradd " + String.join(" ", UserAdd.arguments(user)));
        homes.put(user.name(), user.homeDirectory().isEmpty() ? "/home/" + user.name() : user.homeDirectory());
    }

    @Override
    public void setPassword(String user, String hash) throws IOException {
        did("password " + user);
        passwords.put(user, hash);
    }

    @Override
    public boolean isKnownUnit(String unit) {
        return knownUnits.contains(unit);
    }

    @Override
    public boolean isUp(String unit) {
        return up.contains(unit);
    }

    @Override
    public void reload() throws IOException {
        did("daemon-reload");
    }

    @Override
    public void unitCommand(String command, String unit) throws IOException {
        did(command + " " + unit);
        if (command.equals("stop")) {
            up.remove(unit);
        } else if (!text("/etc/systemd/system/" + unit).contains("Type=oneshot")) {
            up.add(unit);
        }
    }

    @Override
    public void runTransient(String unit, List<String> command) throws IOException {
        did("run " + unit + " " + String.join(" ", command));
    }

    private void did(String what) throws IOException {
        if (!failing.isEmpty() && what.startsWith(failing)) {
            throw new IOException("no space left on device");
        }
        log.add(what);
    }
}
