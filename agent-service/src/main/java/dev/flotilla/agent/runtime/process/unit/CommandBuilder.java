package dev.flotilla.agent.runtime.process.unit;

import dev.flotilla.agent.runtime.process.definition.EnvironmentFile;
import dev.flotilla.agent.runtime.process.definition.ExecContext;
import dev.flotilla.agent.runtime.process.host.Host;
import dev.flotilla.agent.runtime.process.host.Spawn;
import dev.flotilla.agent.runtime.process.host.SpawnException;
import dev.flotilla.agent.runtime.process.host.UserEntry;
import dev.flotilla.model.command.CommandLine;
import dev.flotilla.model.command.CommandLine.Prefix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Turns a command of a unit file into a process to start. What a process must have from its very beginning and cannot be
 * given by posix_spawn (user, limits, niceness, umask, pipes to write to) comes from programs of util-linux and shells that
 * put it in place and then become the command: no process is left of them, and they cost something only where they are
 * asked for.
 */
final class CommandBuilder {
    /** Tells one run of a unit from the next; its processes are found by it. */
    static final String INVOCATION = "INVOCATION_ID";

    /** As systemd has it, for machines whose /bin is no link too. */
    static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private static final int EXIT_CHDIR = 200;
    private static final int EXIT_EXEC = 203;
    private static final int EXIT_ENVIRONMENT = 1;
    private static final int EXIT_STDOUT = 209;
    private static final int EXIT_GROUP = 216;
    private static final int EXIT_USER = 217;

    private final Host host;
    private final MachineIdentity machine;
    private final Map<String, String> agentEnvironment;

    CommandBuilder(Host host, MachineIdentity machine, Map<String, String> agentEnvironment) {
        this.host = host;
        this.machine = machine;
        this.agentEnvironment = Map.copyOf(agentEnvironment);
    }

    /**
     * @param given what the process is told of its unit, for example {@code INVOCATION_ID}
     * @param log where its output goes when it goes to the unit's log
     */
    Spawn build(CommandLine command, ExecContext context, Map<String, String> given, Path log) throws SpawnException {
        Optional<UserEntry> user = user(context);
        Map<String, String> environment = environment(context, user, given);
        List<String> argv = command.argv(environment);
        Path program = find(argv.getFirst());
        boolean privileged = command.prefixes().contains(Prefix.FULL_PRIVILEGES)
                || command.prefixes().contains(Prefix.ELEVATED_PRIVILEGES);
        Spawn.Output output = output(context.output(), log, Spawn.Output.NULL);
        var late = new LateOutput(output, output(context.error(), log, output), new Spawn.Output(log, false));
        // First, so that the user need not have the right to open what root may: as with files.
        var wrapper = new ArrayList<>(late.wrapper());
        wrap(wrapper, context, privileged ? Optional.empty() : user, privileged);
        Path directory = directory(context, user);
        var arguments = new ArrayList<String>();
        if (wrapper.isEmpty()) {
            arguments.add(command.argv0().orElse(argv.getFirst()));
            arguments.addAll(argv.subList(1, argv.size()));
            return new Spawn(program, arguments, environment, directory, late.outputAtFirst(), late.errorAtFirst());
        }
        arguments.addAll(wrapper);
        arguments.add(program.toString());
        arguments.addAll(argv.subList(1, argv.size()));
        return new Spawn(
                find(wrapper.getFirst()), arguments, environment, directory, late.outputAtFirst(), late.errorAtFirst());
    }

    private Optional<UserEntry> user(ExecContext context) throws SpawnException {
        if (context.user().isEmpty()) {
            return Optional.empty();
        }
        String name = context.user().get();
        return Optional.of(host.user(name)
                .orElseThrow(() -> new SpawnException(
                        EXIT_USER, "Failed to determine user credentials: there is no user " + name)));
    }

    private Map<String, String> environment(ExecContext context, Optional<UserEntry> user, Map<String, String> given)
            throws SpawnException {
        var environment = new LinkedHashMap<String, String>();
        environment.put("PATH", PATH);
        environment.put("LANG", "C.UTF-8");
        user.ifPresent(entry -> {
            environment.put("HOME", entry.home());
            environment.put("LOGNAME", entry.name());
            environment.put("USER", entry.name());
            environment.put("SHELL", entry.shell());
        });
        machine.addTo(environment);
        environment.putAll(given);
        for (String name : context.variables().passed()) {
            Optional.ofNullable(agentEnvironment.get(name)).ifPresent(value -> environment.put(name, value));
        }
        environment.putAll(context.variables().assigned());
        for (EnvironmentFile file : context.variables().files()) {
            try {
                environment.putAll(file.read());
            } catch (IOException e) {
                throw new SpawnException(
                        EXIT_ENVIRONMENT, "Failed to load environment file " + file.path() + ": " + reason(e));
            }
        }
        for (String removed : context.variables().removed()) {
            int equals = removed.indexOf('=');
            if (equals < 0) {
                environment.remove(removed);
            } else {
                environment.remove(removed.substring(0, equals), removed.substring(equals + 1));
            }
        }
        // By this its processes are found: a file that another unit's environment was written to must not change it.
        Optional.ofNullable(given.get(INVOCATION)).ifPresent(own -> environment.put(INVOCATION, own));
        return environment;
    }

    private static String reason(IOException e) {
        return e instanceof NoSuchFileException ? "No such file or directory" : String.valueOf(e.getMessage());
    }

    private static Path find(String program) throws SpawnException {
        Path path = path(program, EXIT_EXEC, "Failed to locate executable");
        if (path.isAbsolute()) {
            return path;
        }
        for (String directory : PATH.split(":")) {
            Path candidate = Path.of(directory).resolve(path);
            if (Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
                return candidate;
            }
        }
        throw new SpawnException(EXIT_EXEC, "Failed to locate executable " + program + ": No such file or directory");
    }

    /** A specifier may have brought a NUL, and what is not ASCII is no path for an agent with the locale "C". */
    private static Path path(String text, int exitCode, String failure) throws SpawnException {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new SpawnException(exitCode, failure + ": " + e.getReason());
        }
    }

    private void wrap(List<String> words, ExecContext context, Optional<UserEntry> user, boolean privileged)
            throws SpawnException {
        if (!context.limits().isEmpty()) {
            words.add(next(words, "prlimit"));
            context.limits().forEach((name, value) -> words.add("--" + name + "=" + value));
        }
        // nice(1) counts from what it has itself.
        if (context.niceness().isPresent()) {
            int value = context.niceness().get() - host.niceness();
            words.addAll(List.of(next(words, "nice"), "-n", Integer.toString(value)));
        }
        OptionalLong group = group(context, user, privileged);
        if (user.isPresent() || group.isPresent() || context.noNewPrivileges() && !privileged) {
            words.add(next(words, "setpriv"));
            group.ifPresent(id -> words.addAll(List.of("--regid", Long.toString(id))));
            user.ifPresentOrElse(
                    entry -> words.addAll(List.of("--reuid", Long.toString(entry.id()), "--init-groups")),
                    () -> group.ifPresent(id -> words.add("--keep-groups")));
            if (context.noNewPrivileges()) {
                words.add("--no-new-privs");
            }
        }
        if (context.umask().isPresent()) {
            String umask = "umask " + context.umask().get() + "; exec \"$@\"";
            words.addAll(List.of(next(words, "sh"), "-c", umask, "sh"));
        }
    }

    /** What another one starts is not looked for on the unit's own PATH. */
    private static String next(List<String> words, String program) throws SpawnException {
        return words.isEmpty() ? program : find(program).toString();
    }

    private OptionalLong group(ExecContext context, Optional<UserEntry> user, boolean privileged)
            throws SpawnException {
        if (privileged) {
            return OptionalLong.empty();
        }
        if (context.group().isEmpty()) {
            return user.isPresent() ? OptionalLong.of(user.get().group()) : OptionalLong.empty();
        }
        OptionalLong group = host.group(context.group().get());
        if (group.isEmpty()) {
            throw new SpawnException(
                    EXIT_GROUP,
                    "Failed to determine group credentials: there is no group "
                            + context.group().get());
        }
        return group;
    }

    private static Spawn.Output output(ExecContext.Stream stream, Path log, Spawn.Output inherited)
            throws SpawnException {
        return switch (stream) {
            case ExecContext.Stream.Journal journal -> new Spawn.Output(log, false);
            case ExecContext.Stream.Null nothing -> Spawn.Output.NULL;
            case ExecContext.Stream.Inherit inherit -> inherited;
            case ExecContext.Stream.File file -> {
                Path parent = file.path().getParent();
                if (parent == null || !Files.isDirectory(parent)) {
                    throw new SpawnException(
                            EXIT_STDOUT,
                            "Failed to set up standard output: " + file.path() + ": No such file or directory");
                }
                yield new Spawn.Output(file.path(), file.truncate());
            }
        };
    }

    private Path directory(ExecContext context, Optional<UserEntry> user) throws SpawnException {
        var wanted = context.directory();
        Path root = Path.of("/");
        Path directory = wanted.home()
                ? path(
                        user.map(UserEntry::home).orElseGet(this::ownHome),
                        EXIT_CHDIR,
                        "Changing to the home directory failed")
                : wanted.path().orElse(root);
        return wanted.mayBeMissing() && !Files.isDirectory(directory) ? root : directory;
    }

    private String ownHome() {
        return agentEnvironment.getOrDefault("HOME", "/");
    }
}
