package dev.flotilla.agent.runtime.process.definition;

import dev.flotilla.agent.runtime.process.definition.ExecContext.Stream;
import dev.flotilla.agent.runtime.process.definition.ExecContext.WorkingDirectory;
import dev.flotilla.model.command.Environment;
import dev.flotilla.model.error.FlotillaError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what a service's processes are given. */
final class ContextReader {
    private static final int LEAST_NICE = -20;
    private static final int MOST_NICE = 19;

    private final Section section;
    private final UnitReader.Capabilities capabilities;
    private final Map<String, Unsupported> notes;

    ContextReader(Section section, UnitReader.Capabilities capabilities, Map<String, Unsupported> notes) {
        this.section = section;
        this.capabilities = capabilities;
        this.notes = notes;
    }

    ExecContext read() {
        return new ExecContext(
                user(),
                group(),
                section.read("UMask", ContextReader::umask),
                section.read("Nice", value -> UnitReader.number("Nice", value, LEAST_NICE, MOST_NICE)),
                limits(),
                section.flag("NoNewPrivileges", false),
                section.read("WorkingDirectory", this::directory).orElse(WorkingDirectory.ROOT),
                variables(),
                section.read("StandardOutput", value -> stream("StandardOutput", value))
                        .orElse(new Stream.Journal()),
                section.read("StandardError", value -> stream("StandardError", value))
                        .orElse(new Stream.Inherit()),
                section.text("SyslogIdentifier"));
    }

    /** Only root can run as somebody else; one's own name is no wish. */
    private Optional<String> user() {
        Optional<String> user = section.text("User");
        boolean own = user.filter(name -> name.equals(capabilities.userName()) || name.equals(capabilities.userId()))
                .isPresent();
        if (own) {
            return Optional.empty();
        }
        user.ifPresent(name -> needsRoot("User=", name));
        return user;
    }

    private Optional<String> group() {
        Optional<String> group = section.text("Group");
        group.ifPresent(name -> needsRoot("Group=", name));
        return group;
    }

    private void needsRoot(String option, String name) {
        if (!capabilities.root()) {
            String words = option + name + " needs an agent that runs as root";
            notes.put(option, new Unsupported(words, true));
        }
    }

    private static String umask(String value) {
        if (!value.matches("0?[0-7]{1,4}")) {
            throw new FlotillaError.Invalid("UMask=: \"" + value + "\" is no mode in octal digits").asException();
        }
        return value;
    }

    private Map<String, String> limits() {
        var limits = new LinkedHashMap<String, String>();
        for (String option : List.of(
                "LimitCPU",
                "LimitFSIZE",
                "LimitDATA",
                "LimitSTACK",
                "LimitCORE",
                "LimitRSS",
                "LimitNOFILE",
                "LimitAS",
                "LimitNPROC",
                "LimitMEMLOCK",
                "LimitLOCKS",
                "LimitSIGPENDING",
                "LimitMSGQUEUE",
                "LimitNICE",
                "LimitRTPRIO")) {
            section.read(option, value -> ResourceLimits.value(option, value))
                    .ifPresent(value -> limits.put(ResourceLimits.prlimitName(option), value));
        }
        return limits;
    }

    private WorkingDirectory directory(String value) {
        boolean mayBeMissing = value.startsWith("-");
        String path = mayBeMissing ? value.substring(1) : value;
        if (path.equals("~")) {
            return new WorkingDirectory(Optional.empty(), true, mayBeMissing);
        }
        return new WorkingDirectory(Optional.of(absolute("WorkingDirectory", path)), false, mayBeMissing);
    }

    private Path absolute(String option, String text) {
        String path = section.specifiers().expand(option, text);
        if (!path.startsWith("/")) {
            throw new FlotillaError.Invalid(option + "=: the path \"" + path + "\" is not absolute").asException();
        }
        return Section.path(option, path);
    }

    private ExecContext.Variables variables() {
        var assigned = new LinkedHashMap<String, String>();
        for (String value : section.list("Environment")) {
            section.noting(() -> Environment.parse("Environment", value))
                    .ifPresent(variables -> variables.forEach((name, text) -> section.noting(
                                    () -> section.specifiers().expand("Environment", text))
                            .ifPresent(expanded -> assigned.put(name, expanded))));
        }
        var files = new ArrayList<EnvironmentFile>();
        for (String value : section.list("EnvironmentFile")) {
            boolean mayBeMissing = value.startsWith("-");
            section.noting(() -> absolute("EnvironmentFile", mayBeMissing ? value.substring(1) : value))
                    .ifPresent(path -> files.add(new EnvironmentFile(path, mayBeMissing)));
        }
        return new ExecContext.Variables(assigned, files, words("PassEnvironment"), words("UnsetEnvironment"));
    }

    private List<String> words(String option) {
        return section.list(option).stream()
                .flatMap(value -> List.of(value.strip().split("\\s+")).stream())
                .toList();
    }

    private Stream stream(String option, String value) {
        int colon = value.indexOf(':');
        String word = colon < 0 ? value : value.substring(0, colon);
        return switch (word) {
            case "journal", "syslog", "kmsg", "journal+console", "syslog+console", "kmsg+console" ->
                new Stream.Journal();
            case "null" -> new Stream.Null();
            case "inherit" -> option.equals("StandardError") ? new Stream.Inherit() : new Stream.Null();
            case "file", "append" -> new Stream.File(absolute(option, value.substring(colon + 1)), false);
            case "truncate" -> new Stream.File(absolute(option, value.substring(colon + 1)), true);
            case "tty", "socket", "fd" -> {
                String words = option + "=" + value + " cannot be honoured by the process runtime";
                notes.put(option + "=", new Unsupported(words, true));
                yield new Stream.Journal();
            }
            default -> throw new FlotillaError.Invalid(option + "=: unknown value \"" + value + "\"").asException();
        };
    }
}
