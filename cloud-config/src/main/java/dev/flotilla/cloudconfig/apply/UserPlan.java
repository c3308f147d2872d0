package dev.flotilla.cloudconfig.apply;

import dev.flotilla.cloudconfig.document.UserSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Users: made when missing; of those that exist only password and keys are touched. Keys are added, none is taken away. */
final class UserPlan {
    private static final int KEYS_MODE = 0600;
    private static final String LINK = " is a link: keys are neither read nor written through it";

    private final Host host;
    private final View view;
    private final List<String> problems;

    UserPlan(Host host, View view, List<String> problems) {
        this.host = host;
        this.view = view;
        this.problems = problems;
    }

    /** Keys for a user that nothing here makes: it has to exist. */
    void addKeys(String name, List<String> keys) throws IOException {
        Optional<String> home = host.home(name);
        if (home.isPresent()) {
            keys(name, "", keys, home.get());
        } else {
            problems.add(
                    "ssh_authorized_keys are for the user " + name
                            + ", which this machine does not have: declare it under users, or put the keys under a user's name");
        }
    }

    void add(List<UserSpec> users) throws IOException {
        for (UserSpec user : users) {
            if (!user.name().isEmpty()) {
                add(user);
            }
        }
    }

    private void add(UserSpec user) throws IOException {
        Optional<String> home = host.home(user.name());
        boolean planned = view.steps().stream()
                .anyMatch(step -> step.step() instanceof Step.CreateUser create
                        && create.user().name().equals(user.name()));
        if (home.isPresent() || planned) {
            view.add(PlannedStep.unchanged(new Step.CreateUser(user)));
        } else {
            view.add(PlannedStep.change(new Step.CreateUser(user)));
        }
        password(user);
        user.keyImports()
                .forEach((key, values) -> view.add(PlannedStep.skipped(
                        new Step.ImportKeys(user.name(), key, values),
                        "never fetched: list them under ssh_authorized_keys")));
        keys(user.name(), user.primaryGroup(), user.sshAuthorizedKeys(), home.orElseGet(() -> homeOf(user)));
    }

    private void password(UserSpec user) throws IOException {
        if (!user.passwordHash().isEmpty()) {
            Step step = new Step.SetPassword(user.name(), user.passwordHash());
            boolean same = host.passwordHash(user.name())
                    .filter(user.passwordHash()::equals)
                    .isPresent();
            view.add(same ? PlannedStep.unchanged(step) : PlannedStep.change(step));
        }
    }

    private void keys(String user, String group, List<String> keys, String home) throws IOException {
        if (keys.isEmpty()) {
            return;
        }
        String directory = home + "/.ssh";
        String path = directory + "/authorized_keys";
        String owner = user + ":" + group;
        if (view.at(directory) instanceof PathState.Link) {
            skip(path, owner, keys, directory + LINK);
            return;
        }
        // CoreOS makes authorized_keys from the files of a directory; both have to know the keys.
        if (view.at(path + ".d") instanceof PathState.Other) {
            merge(path + ".d/coreos-cloudinit", owner, keys);
        }
        merge(path, owner, keys);
    }

    /**
     * What is there was put there by the user, who will own the outcome: what the user may not read must not get into it. Nor
     * can the user keep the rest of the configuration from the machine.
     */
    private void merge(String path, String owner, List<String> keys) throws IOException {
        switch (view.at(path)) {
            case PathState.Absent absent -> write(path, "", owner, keys);
            case PathState.File file
            when isOf(file, owner) -> write(path, new String(file.content(), StandardCharsets.UTF_8), owner, keys);
            case PathState.File file ->
                skip(path, owner, keys, "it belongs to " + file.owner() + " and not to " + userOf(owner));
            case PathState.Link link -> skip(path, owner, keys, path + LINK);
            case PathState.Other other -> skip(path, owner, keys, "it is there already and is no file");
        }
    }

    private void write(String path, String old, String owner, List<String> keys) throws IOException {
        view.write(path, lines(old, keys), KEYS_MODE, owner);
    }

    private void skip(String path, String owner, List<String> keys, String reason) {
        view.add(PlannedStep.skipped(new Step.WriteFile(path, lines("", keys), KEYS_MODE, owner), reason));
    }

    private static byte[] lines(String old, List<String> keys) {
        Set<String> lines = new LinkedHashSet<>(old.lines().toList());
        keys.forEach(key -> lines.add(key.strip()));
        return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** By the name that the machine has for its number, as users may share one; a user that is yet to be made has none. */
    private boolean isOf(PathState.File file, String owner) throws IOException {
        String now = userOf(file.owner());
        Optional<String> known = host.owner(owner);
        return known.map(UserPlan::userOf).map(now::equals).orElseGet(() -> now.matches("[0-9]+"));
    }

    private static String userOf(String owner) {
        return owner.split(":", 2)[0];
    }

    private static String homeOf(UserSpec user) {
        return user.homeDirectory().isEmpty() ? "/home/" + user.name() : user.homeDirectory();
    }
}
