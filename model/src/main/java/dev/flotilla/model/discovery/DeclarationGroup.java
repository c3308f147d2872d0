package dev.flotilla.model.discovery;

import dev.flotilla.model.command.Specifiers;
import dev.flotilla.model.command.TimeSpan;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.error.Position;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.model.unit.UnitOption;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The options of one offered instance; used once. */
final class DeclarationGroup {
    private static final List<String> KNOWN = List.of(
            "Service",
            "Port",
            "Name",
            "Host",
            "Version",
            "Tags",
            "Attr",
            "Check",
            "CheckInterval",
            "CheckTimeout",
            "CheckFailures",
            "CheckPasses",
            "Container",
            "TTL",
            "DrainSeconds");
    private static final List<String> REPEATABLE = List.of("Tags", "Attr");
    private static final String SERVICE_NAME = "[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?";
    private static final String CONTAINER = "container:";
    /** In UTF-8. A byte takes three of the 1,024 characters of a record's key, where the service's name is too. */
    private static final int LONGEST_NAME = 300;

    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(100);
    private static final Duration LONGEST_INTERVAL = Duration.ofHours(1);
    private static final int MOST_COUNTED = 1_000;

    private final UnitName unit;
    private final Specifiers specifiers;
    private final Function<Integer, Optional<Position>> positions;
    private final Map<String, List<Given>> given = new LinkedHashMap<>();

    private record Given(int index, String raw, String value) {}

    DeclarationGroup(UnitName unit, Specifiers specifiers, Function<Integer, Optional<Position>> positions) {
        this.unit = unit;
        this.specifiers = specifiers;
        this.positions = positions;
    }

    boolean hasService() {
        return given.containsKey("Service");
    }

    void take(int index, UnitOption option) {
        String name = option.name();
        if (!KNOWN.contains(name)) {
            throw at(
                    index,
                    "unrecognized option in [" + Declarations.SECTION + "] section: \"" + name + "\" (known: "
                            + String.join(", ", KNOWN) + ")");
        }
        String raw = option.effectiveValue();
        if (raw.isEmpty()) {
            given.remove(name); // as in systemd, an empty assignment takes back what was said before
            return;
        }
        List<Given> values = given.computeIfAbsent(name, n -> new ArrayList<>());
        if (!values.isEmpty() && !REPEATABLE.contains(name)) {
            throw at(index, name + "= is given twice for one instance: another one begins with Service=");
        }
        try {
            values.add(new Given(index, raw, specifiers.expand(name, raw)));
        } catch (FlotillaException e) {
            throw at(index, e.error() instanceof FlotillaError.Invalid invalid ? invalid.message() : e.getMessage());
        }
    }

    /** Empty when a template's options do not make sense before there is an instance. */
    Optional<Declaration> read() {
        if (given.isEmpty()) {
            return Optional.empty();
        }
        require("Service", "names the service");
        require("Port", "is a number, or container:80 for the port that Docker gave to the container's port 80");
        Optional<String> service = one("Service", DeclarationGroup::service);
        Optional<PortSource> port = one("Port", DeclarationGroup::port);
        Optional<String> name =
                given.containsKey("Name") ? one("Name", DeclarationGroup::name) : Optional.of(unit.withoutType());
        Optional<String> host = one("Host", Instance::checkedHost);
        Check check = check();
        Duration ttl = one("TTL", value -> span(value, Declaration.SHORTEST_TTL, Declaration.LONGEST_TTL))
                .orElse(Declaration.TTL);
        Duration drain = one("DrainSeconds", value -> span(value, Duration.ZERO, Declaration.LONGEST_DRAIN))
                .orElse(Duration.ZERO);
        Optional<String> container = one("Container", DeclarationGroup::container);
        SortedMap<String, String> attributes = attributes();
        if (service.isEmpty() || port.isEmpty() || name.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Declaration(
                new InstanceKey(service.get(), name.get()),
                port.get(),
                host,
                one("Version", Function.identity()),
                tags(),
                attributes,
                check,
                container,
                ttl,
                drain));
    }

    /** An error at the place of an option of this group. */
    FlotillaException fault(String option, String message) {
        List<Given> values =
                given.getOrDefault(option, given.values().iterator().next());
        return at(values.getFirst().index(), message);
    }

    /** Refuses the host when there is an objection to it. */
    void judgeHost(Function<String, Optional<String>> objection) {
        for (Given host : given.getOrDefault("Host", List.of())) {
            objection.apply(host.value()).ifPresent(words -> {
                throw at(host.index(), "Host=: " + words);
            });
        }
    }

    private void require(String option, String meaning) {
        if (!given.containsKey(option)) {
            throw fault("Service", option + "= is missing: it " + meaning);
        }
    }

    private <T> Optional<T> one(String option, Function<String, T> reader) {
        List<Given> values = given.getOrDefault(option, List.of());
        if (values.isEmpty()) {
            return Optional.empty();
        }
        Given only = values.getFirst();
        try {
            return Optional.of(reader.apply(only.value()));
        } catch (FlotillaException | IllegalArgumentException e) {
            if (unit.isTemplate() && only.raw().matches(".*%[nNiIjJ].*")) {
                return Optional.empty();
            }
            String words = e instanceof FlotillaException known ? known.error().message() : e.getMessage();
            throw at(only.index(), option + "=: " + words);
        }
    }

    private static String service(String value) {
        if (!value.matches(SERVICE_NAME)) {
            throw new IllegalArgumentException("\"" + value
                    + "\" is no name of a service: letters, digits, dots, dashes and underscores, at most 63");
        }
        return value;
    }

    private static String name(String value) {
        int bytes = value.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    "the name of an instance has at most " + LONGEST_NAME + " bytes, this one has " + bytes);
        }
        return new InstanceKey("service", value).name();
    }

    private static String container(String value) {
        if (!value.matches("[a-zA-Z0-9][a-zA-Z0-9_.-]*")) {
            throw new IllegalArgumentException("\"" + value + "\" is no name of a container");
        }
        return value;
    }

    private static PortSource port(String value) {
        if (!value.startsWith(CONTAINER)) {
            return new PortSource.Fixed(number(value));
        }
        String inside = value.substring(CONTAINER.length());
        String protocol = inside.endsWith("/udp") ? "udp" : "tcp";
        return new PortSource.Container(number(inside.replaceFirst("/(tcp|udp)$", "")), protocol);
    }

    private static int number(String value) {
        if (!value.matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException("\"" + value + "\" is neither a number nor container:NUMBER");
        }
        return Integer.parseInt(value);
    }

    private static int count(String value) {
        int count = value.matches("[0-9]{1,6}") ? Integer.parseInt(value) : 0;
        if (count < 1 || count > MOST_COUNTED) {
            throw new IllegalArgumentException("\"" + value + "\" is no number from 1 to " + MOST_COUNTED);
        }
        return count;
    }

    private static Duration span(String value, Duration least, Duration most) {
        Duration span = TimeSpan.parse(value).duration();
        if (span.compareTo(least) < 0 || span.compareTo(most) > 0) {
            throw new IllegalArgumentException("ranges from " + words(least) + " to " + words(most) + ", not " + value);
        }
        return span;
    }

    private static String words(Duration span) {
        return span.toMillis() % 1_000 == 0 ? span.toSeconds() + " s" : span.toMillis() + " ms";
    }

    private Check check() {
        CheckKind kind = one("Check", DeclarationGroup::kind).orElse(new CheckKind.None());
        Duration interval = one("CheckInterval", value -> span(value, SHORTEST_INTERVAL, LONGEST_INTERVAL))
                .orElse(Check.INTERVAL);
        Duration timeout = one("CheckTimeout", value -> span(value, SHORTEST_INTERVAL, LONGEST_INTERVAL))
                .orElse(Check.TIMEOUT);
        int failures = one("CheckFailures", DeclarationGroup::count).orElse(Check.FAILURES);
        int passes = one("CheckPasses", DeclarationGroup::count).orElse(1);
        return new Check(kind, interval, timeout, failures, passes);
    }

    private static CheckKind kind(String value) {
        int colon = value.indexOf(':');
        String word = (colon < 0 ? value : value.substring(0, colon)).toLowerCase(Locale.ROOT);
        String rest = colon < 0 ? "" : value.substring(colon + 1).strip();
        return switch (word) {
            case "tcp" -> rest.isEmpty() ? new CheckKind.Tcp() : unknown(value);
            case "docker" -> rest.isEmpty() ? new CheckKind.Docker() : unknown(value);
            case "http" -> rest.startsWith("/") ? new CheckKind.Http(rest) : unknown(value);
            case "cmd" -> rest.isEmpty() ? unknown(value) : new CheckKind.Command(rest);
            default -> unknown(value);
        };
    }

    private static CheckKind unknown(String value) {
        throw new IllegalArgumentException("\"" + value + "\" is none of tcp, http:/PATH, cmd:COMMAND and docker");
    }

    private List<String> tags() {
        List<String> tags = new ArrayList<>();
        for (Given values : given.getOrDefault("Tags", List.of())) {
            for (String tag : values.value().split("[,\\s]+")) {
                if (!tag.isEmpty()) {
                    tags.add(tag);
                }
            }
        }
        return tags;
    }

    private SortedMap<String, String> attributes() {
        SortedMap<String, String> attributes = new TreeMap<>();
        for (Given value : given.getOrDefault("Attr", List.of())) {
            int equals = value.value().indexOf('=');
            if (equals < 1) {
                throw at(value.index(), "Attr=: \"" + value.value() + "\" is not key=value");
            }
            attributes.put(
                    value.value().substring(0, equals).strip(),
                    value.value().substring(equals + 1).strip());
        }
        return attributes;
    }

    private FlotillaException at(int index, @Nullable String message) {
        return new FlotillaError.Invalid(
                        String.valueOf(message), Optional.of("options[" + index + "]"), positions.apply(index))
                .asException();
    }
}
