package dev.flotilla.client;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a gRPC server listens.
 *
 * @param host a name or an address; an IPv6 address without brackets
 * @param port 1 to 65535
 */
public record Endpoint(String host, int port) {
    public Endpoint {
        if (host.isBlank() || host.chars().anyMatch(c -> Character.isWhitespace(c) || c == '/')) {
            throw invalid("not a host: \"" + host + "\"");
        }
        if (port < 1 || port > 65_535) {
            throw invalid("a port ranges from 1 to 65535, not " + port);
        }
    }

    /** Reads {@code host:port} or {@code [IPv6]:port}; {@link FlotillaError.Invalid} when it is neither. */
    public static Endpoint parse(String text) {
        String trimmed = text.trim();
        int colon = trimmed.lastIndexOf(':');
        if (colon < 1 || colon == trimmed.length() - 1) {
            throw invalid("not host:port: \"" + text + "\"");
        }
        String host = trimmed.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (!bracketed && host.contains(":")) {
            throw invalid("an IPv6 address needs brackets, as in [::1]:7001: \"" + text + "\"");
        }
        return new Endpoint(bracketed ? host.substring(1, host.length() - 1) : host, port(trimmed, colon + 1));
    }

    /** Reads a comma-separated list of at least one; the order is kept, repetitions are dropped. */
    public static List<Endpoint> parseList(String text) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            if (!part.isBlank()) {
                endpoints.add(parse(part));
            }
        }
        if (endpoints.isEmpty()) {
            throw invalid("no endpoint given; write host:port, several separated by commas");
        }
        return endpoints.stream().distinct().toList();
    }

    private static int port(String text, int from) {
        try {
            return Integer.parseInt(text.substring(from));
        } catch (NumberFormatException e) {
            throw invalid("not host:port: \"" + text + "\"");
        }
    }

    private static FlotillaException invalid(String message) {
        return new FlotillaError.Invalid(message, Optional.of("endpoint"), Optional.empty()).asException();
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
