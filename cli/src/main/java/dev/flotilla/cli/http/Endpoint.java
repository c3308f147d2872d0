package dev.flotilla.cli.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a gateway listens: {@code http://HOST[:PORT]}, {@code https://HOST[:PORT]} or {@code unix:///PATH}.
 *
 * @param shown as the user wrote it, for messages
 * @param tls whether the connection is encrypted
 * @param host a name or address, without brackets; empty for a Unix socket
 * @param port 1 to 65535; 0 for a Unix socket
 * @param socket the Unix socket's path
 * @param basePath put before the path of each request, without a slash at its end
 */
public record Endpoint(String shown, boolean tls, String host, int port, Optional<String> socket, String basePath) {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private static final int MAX_PORT = 65535;

    public Endpoint {
        Objects.requireNonNull(shown, "shown");
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(socket, "socket");
        Objects.requireNonNull(basePath, "basePath");
    }

    /** Several, separated by commas; {@link IllegalArgumentException} says what is wrong with which. */
    public static List<Endpoint> parseAll(String text) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            if (!part.isBlank()) {
                endpoints.add(parse(part.strip()));
            }
        }
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("no endpoint given");
        }
        return List.copyOf(endpoints);
    }

    static Endpoint parse(String text) {
        if (!text.contains("://") || text.startsWith("://")) {
            throw new IllegalArgumentException(
                    "endpoint \"" + text + "\": URL scheme undefined (http://, https:// or unix://)");
        }
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("endpoint \"" + text + "\": " + e.getMessage(), e);
        }
        return switch (uri.getScheme().toLowerCase(Locale.ROOT)) {
            case "http" -> tcp(text, uri, false);
            case "https" -> tcp(text, uri, true);
            case "unix", "file" -> unix(text, uri);
            default ->
                throw new IllegalArgumentException("endpoint \"" + text + "\": unknown scheme \"" + uri.getScheme()
                        + "\" (http://, https:// or unix://)");
        };
    }

    private static Endpoint tcp(String text, URI uri, boolean tls) {
        String host = uri.getHost();
        if (host == null || uri.getPort() > MAX_PORT || uri.getPort() == 0) {
            throw new IllegalArgumentException("endpoint \"" + text + "\": no HOST or HOST:PORT in it");
        }
        int port = uri.getPort() < 0 ? (tls ? HTTPS_PORT : HTTP_PORT) : uri.getPort();
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        return new Endpoint(text, tls, withoutBrackets(host), port, Optional.empty(), withoutSlash(path));
    }

    private static Endpoint unix(String text, URI uri) {
        // unix://var/run/x.sock reads as the host "var": the usual slip.
        if (uri.getRawAuthority() != null) {
            throw new IllegalArgumentException("endpoint \"" + text + "\": unable to connect to host \""
                    + uri.getRawAuthority() + "\" with scheme \"" + uri.getScheme() + "\" (three slashes are needed)");
        }
        return new Endpoint(text, false, "", 0, Optional.of(uri.getPath()), "");
    }

    /** The value of the {@code Host} header. */
    String authority() {
        if (socket.isPresent()) {
            return "domain-sock";
        }
        String name = host.contains(":") ? "[" + host + "]" : host;
        return port == (tls ? HTTPS_PORT : HTTP_PORT) ? name : name + ":" + port;
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static String withoutSlash(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    @Override
    public String toString() {
        return shown;
    }
}
