package dev.flotilla.agent.runtime.process.definition;

import dev.flotilla.agent.runtime.process.host.Signals;
import dev.flotilla.agent.runtime.process.service.ExitStatusSet;
import dev.flotilla.agent.runtime.process.service.KillMode;
import dev.flotilla.agent.runtime.process.service.Phase;
import dev.flotilla.agent.runtime.process.service.Restart;
import dev.flotilla.agent.runtime.process.service.ServiceSettings;
import dev.flotilla.agent.runtime.process.service.ServiceSettings.Killing;
import dev.flotilla.agent.runtime.process.service.ServiceSettings.Restarting;
import dev.flotilla.agent.runtime.process.service.ServiceSettings.Timeouts;
import dev.flotilla.agent.runtime.process.service.ServiceType;
import dev.flotilla.model.command.CommandLine;
import dev.flotilla.model.command.TimeSpan;
import dev.flotilla.model.error.FlotillaError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a {@code [Service]} section. */
final class ServiceReader {
    private static final Map<String, ServiceType> TYPES = Map.of(
            "simple", ServiceType.SIMPLE,
            "idle", ServiceType.SIMPLE,
            "exec", ServiceType.EXEC,
            "oneshot", ServiceType.ONESHOT,
            "forking", ServiceType.FORKING,
            "notify", ServiceType.NOTIFY,
            "notify-reload", ServiceType.NOTIFY);

    /** What a type may be called that a unit must not be started as. */
    private static final String DBUS = "dbus";

    private final Section section;
    private final UnitReader.Capabilities capabilities;
    private final Map<String, Unsupported> notes;

    ServiceReader(Section section, UnitReader.Capabilities capabilities, Map<String, Unsupported> notes) {
        this.section = section;
        this.capabilities = capabilities;
        this.notes = notes;
    }

    /** Always present; what is wrong was noted. */
    Optional<UnitDefinition.Service> read() {
        Map<Phase, List<CommandLine>> commands = commands();
        ServiceType type = type();
        Optional<Path> pidFile = section.read("PIDFile", this::pidFile);
        boolean remain = section.flag("RemainAfterExit", false);
        var settings = new ServiceSettings(
                type,
                failureIgnored(commands),
                remain,
                pidFile.isPresent(),
                section.flag("GuessMainPID", true),
                restarting(),
                timeouts(type),
                killing(),
                statuses("SuccessExitStatus"));
        verify(settings, commands);
        refuseByValue();
        var context = new ContextReader(section, capabilities, notes).read();
        var access = section.word("NotifyAccess", ServiceReader::access, defaultAccess(type));
        return Optional.of(new UnitDefinition.Service(settings, commands, context, pidFile, access));
    }

    private Path pidFile(String value) {
        return Path.of("/run")
                .resolve(Section.path("PIDFile", section.specifiers().expand("PIDFile", value)));
    }

    private ServiceType type() {
        String word = section.raw("Type").orElse(section.list("ExecStart").isEmpty() ? "oneshot" : "simple");
        if (word.equals(DBUS)) {
            refuse("Type=", "Type=dbus is not supported by the process runtime: it does not watch the bus");
            return ServiceType.SIMPLE;
        }
        return section.word(
                "Type", text -> Optional.ofNullable(TYPES.get(text)), TYPES.getOrDefault(word, ServiceType.SIMPLE));
    }

    private Map<Phase, List<CommandLine>> commands() {
        var commands = new EnumMap<Phase, List<CommandLine>>(Phase.class);
        for (Phase phase : Phase.values()) {
            var list = new ArrayList<CommandLine>();
            for (String value : section.list(phase.option())) {
                section.noting(() -> CommandLine.parse(phase.option(), value).stream()
                                .map(command -> command.withSpecifiers(phase.option(), section.specifiers()))
                                .toList())
                        .ifPresent(list::addAll);
            }
            commands.put(phase, List.copyOf(list));
        }
        return commands;
    }

    private static Map<Phase, List<Boolean>> failureIgnored(Map<Phase, List<CommandLine>> commands) {
        var ignored = new EnumMap<Phase, List<Boolean>>(Phase.class);
        commands.forEach((phase, list) -> ignored.put(
                phase, list.stream().map(CommandLine::ignoresFailure).toList()));
        return ignored;
    }

    /** The rules and words of systemd's service_verify. */
    private void verify(ServiceSettings settings, Map<Phase, List<CommandLine>> commands) {
        int starts = commands.getOrDefault(Phase.START, List.of()).size();
        int stops = commands.getOrDefault(Phase.STOP, List.of()).size();
        boolean oneshot = settings.type() == ServiceType.ONESHOT;
        if (starts == 0 && stops == 0) {
            section.fault("Service has no ExecStart=, ExecStop=, or SuccessAction=. Refusing.");
        } else if (starts == 0 && !settings.remainAfterExit()) {
            section.fault(
                    "Service has no ExecStart= setting, which is only allowed for RemainAfterExit=yes services. Refusing.");
        } else if (starts == 0 && !oneshot) {
            section.fault(
                    "Service has no ExecStart= setting, which is only allowed for Type=oneshot services. Refusing.");
        }
        if (starts > 1 && !oneshot) {
            section.fault(
                    "Service has more than one ExecStart= setting, which is only allowed for Type=oneshot services. Refusing.");
        }
        Restart restart = settings.restarting().when();
        if (oneshot && (restart == Restart.ALWAYS || restart == Restart.ON_SUCCESS)) {
            section.fault(
                    "Service has Restart= set to either always or on-success, which isn't allowed for Type=oneshot"
                            + " services. Refusing.");
        }
    }

    private void refuseByValue() {
        if (section.flag("DynamicUser", false)) {
            refuse("DynamicUser=", "DynamicUser=yes cannot be honoured by the process runtime");
        }
        Optional<String> input = section.raw("StandardInput").filter(value -> !value.equals("null"));
        input.ifPresent(value ->
                refuse("StandardInput=", "StandardInput=" + value + " cannot be honoured by the process runtime"));
    }

    private void refuse(String option, String words) {
        notes.put(option, new Unsupported(words, true));
    }

    private Restarting restarting() {
        return new Restarting(
                section.word("Restart", Restart::parse, Restart.NO),
                section.duration("RestartSec", Restarting.DEFAULT.delay()),
                statuses("RestartPreventExitStatus"),
                statuses("RestartForceExitStatus"));
    }

    private Timeouts timeouts(ServiceType type) {
        Optional<Duration> start = type == ServiceType.ONESHOT ? Optional.empty() : Timeouts.DEFAULT.start();
        Optional<TimeSpan> both = section.span("TimeoutSec");
        return new Timeouts(
                limit(section.span("TimeoutStartSec").or(() -> both), start),
                limit(section.span("TimeoutStopSec").or(() -> both), Timeouts.DEFAULT.stop()),
                limit(section.span("RuntimeMaxSec"), Optional.empty()));
    }

    /** Zero means none, as in systemd since ever. */
    private static Optional<Duration> limit(Optional<TimeSpan> span, Optional<Duration> otherwise) {
        return span.map(value -> value.finite().filter(finite -> !finite.isZero()))
                .orElse(otherwise);
    }

    private Killing killing() {
        return new Killing(
                section.word("KillMode", KillMode::parse, KillMode.CONTROL_GROUP),
                section.word("KillSignal", Signals::parse, Signals.SIGTERM),
                section.flag("SendSIGHUP", false),
                section.flag("SendSIGKILL", true),
                section.word("FinalKillSignal", Signals::parse, Signals.SIGKILL));
    }

    private ExitStatusSet statuses(String option) {
        Set<Integer> codes = new HashSet<>();
        Set<Integer> signals = new HashSet<>();
        for (String value : section.list(option)) {
            for (String word : value.strip().split("\\s+")) {
                section.noting(() -> {
                    status(option, word, codes, signals);
                    return word;
                });
            }
        }
        return new ExitStatusSet(codes, signals);
    }

    private static void status(String option, String word, Set<Integer> codes, Set<Integer> signals) {
        boolean number = word.chars().allMatch(Character::isDigit);
        if (number) {
            codes.add(UnitReader.number(option, word, 0, 255));
            return;
        }
        Optional<Integer> code = ExitCodeNames.parse(word);
        if (code.isPresent()) {
            codes.add(code.get());
            return;
        }
        signals.add(Signals.parse(word)
                .orElseThrow(() -> new FlotillaError.Invalid(option + "=: \"" + word + "\" is no exit status or signal")
                        .asException()));
    }

    private static UnitDefinition.NotifyAccess defaultAccess(ServiceType type) {
        return type == ServiceType.NOTIFY ? UnitDefinition.NotifyAccess.MAIN : UnitDefinition.NotifyAccess.NONE;
    }

    private static Optional<UnitDefinition.NotifyAccess> access(String word) {
        return Arrays.stream(UnitDefinition.NotifyAccess.values())
                .filter(value -> value.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst();
    }
}
