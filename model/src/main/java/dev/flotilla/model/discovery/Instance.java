package dev.flotilla.model.discovery;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.unit.UnitName;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One place at which a service can be had.
 *
 * @param key the service and the name of the instance
 * @param host a name or an address (IPv6 without brackets), 1 to 253 characters
 * @param port 1 to 65535
 * @param machine where it runs; empty when another program wrote the record
 * @param unit what runs; empty for containers without a unit and for what other programs wrote
 * @param attributes sorted by name
 * @param since when it came to run
 */
public record Instance(
        InstanceKey key,
        String host,
        int port,
        Optional<String> version,
        Optional<MachineId> machine,
        Optional<UnitName> unit,
        List<String> tags,
        SortedMap<String, String> attributes,
        Optional<Instant> since,
        InstanceStatus status) {
    private static final int MAX_PORT = 65_535;

    /** {@link FlotillaError.Invalid} names the field at fault. */
    public Instance {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(machine, "machine");
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(status, "status");
        checkedHost(host);
        checkedPort(port);
        tags = List.copyOf(tags);
        attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
    }

    /** A passing one of which no more is known. */
    public static Instance of(InstanceKey key, String host, int port) {
        return new Instance(
                key,
                host,
                port,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Collections.emptySortedMap(),
                Optional.empty(),
                InstanceStatus.PASSING);
    }

    /** The service's name, for example {@code website}. */
    public String service() {
        return key.service();
    }

    /** The instance's name, for example {@code apache@1}. */
    public String name() {
        return key.name();
    }

    public boolean isPassing() {
        return status == InstanceStatus.PASSING;
    }

    public Instance withStatus(InstanceStatus now) {
        return new Instance(key, host, port, version, machine, unit, tags, attributes, since, now);
    }

    public Instance withVersion(String text) {
        return new Instance(
                key,
                host,
                port,
                text.isEmpty() ? Optional.empty() : Optional.of(text),
                machine,
                unit,
                tags,
                attributes,
                since,
                status);
    }

    public Instance withTags(List<String> words) {
        return new Instance(key, host, port, version, machine, unit, words, attributes, since, status);
    }

    public Instance withAttributes(Map<String, String> values) {
        return new Instance(key, host, port, version, machine, unit, tags, new TreeMap<>(values), since, status);
    }

    /** Runs on this machine since then. */
    public Instance on(MachineId where, Optional<UnitName> what, Optional<Instant> when) {
        return new Instance(key, host, port, version, Optional.of(where), what, tags, attributes, when, status);
    }

    /** The host; {@link FlotillaError.Invalid} when it is none. */
    public static String checkedHost(String host) {
        boolean broken = host.isEmpty()
                || host.length() > InstanceKey.MAX_LENGTH
                || host.codePoints()
                        .anyMatch(c -> c == '/' || c == '"' || Character.isWhitespace(c) || Character.isISOControl(c));
        if (broken) {
            throw invalid("host", "not a host: \"" + host + "\"");
        }
        return host;
    }

    /** The port; {@link FlotillaError.Invalid} when it is none. */
    public static int checkedPort(int port) {
        if (port < 1 || port > MAX_PORT) {
            throw invalid("port", "a port ranges from 1 to " + MAX_PORT + ", not " + port);
        }
        return port;
    }

    private static FlotillaException invalid(String field, String message) {
        return new FlotillaError.Invalid(message, Optional.of(field), Optional.empty()).asException();
    }
}
