package dev.flotilla.cli.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * The cluster's gateways, any of which will do: a request goes to the one that answered last, and when it does not
 * answer or says that it cannot (502, 503, 504), to the next, once around. One connection is kept. Not for several
 * threads.
 */
public final class HttpClient implements AutoCloseable {
    private final List<Endpoint> endpoints;
    private final Dialer dialer;
    private final TlsFiles tls;
    private final Duration timeout;
    private final String user;
    private final Trace trace;

    private int current;
    private Optional<Connection> kept = Optional.empty();

    /** Hears what is exchanged, for {@code --debug}. */
    @FunctionalInterface
    public interface Trace {
        void say(String line);
    }

    /**
     * @param timeout of each request on one endpoint; zero: none
     * @param user who asks, for the cluster's records; may be empty
     */
    public HttpClient(
            List<Endpoint> endpoints, Dialer dialer, TlsFiles tls, Duration timeout, String user, Trace trace) {
        this.endpoints = List.copyOf(endpoints);
        this.dialer = Objects.requireNonNull(dialer, "dialer");
        this.tls = Objects.requireNonNull(tls, "tls");
        this.timeout = Objects.requireNonNull(timeout, "timeout");
        this.user = Objects.requireNonNull(user, "user");
        this.trace = Objects.requireNonNull(trace, "trace");
    }

    /** Whatever the answer's status; {@link UnreachableException} when no endpoint answered. */
    public Response exchange(Request request) throws IOException {
        List<IOException> failures = new ArrayList<>();
        Optional<Response> refused = Optional.empty();
        for (int i = 0; i < endpoints.size(); i++) {
            Endpoint endpoint = endpoints.get(current);
            try {
                Response response = exchangeWith(endpoint, request, i > 0);
                if (!isOutage(response.status())) {
                    return response;
                }
                refused = Optional.of(response);
            } catch (IOException e) {
                trace.say(endpoint + ": " + describe(e));
                failures.add(e);
            }
            closeKept();
            current = (current + 1) % endpoints.size();
        }
        if (refused.isPresent()) {
            return refused.get();
        }
        throw unreachable(failures);
    }

    /** As {@link #exchange}, for an answer that comes bit by bit. */
    public StreamedResponse stream(Request request) throws IOException {
        closeKept();
        List<IOException> failures = new ArrayList<>();
        for (int i = 0; i < endpoints.size(); i++) {
            Endpoint endpoint = endpoints.get(current);
            try {
                Connection connection = connect(endpoint);
                StreamedResponse response = streamOver(connection, request);
                if (!isOutage(response.status()) || i == endpoints.size() - 1) {
                    return response;
                }
                response.close();
            } catch (IOException e) {
                trace.say(endpoint + ": " + describe(e));
                failures.add(e);
            }
            current = (current + 1) % endpoints.size();
        }
        throw unreachable(failures);
    }

    private StreamedResponse streamOver(Connection connection, Request request) throws IOException {
        try {
            trace.say(request.method() + " " + connection.endpoint() + request.path());
            return connection.stream(request, timeout);
        } catch (IOException e) {
            connection.close();
            throw e;
        }
    }

    private Response exchangeWith(Endpoint endpoint, Request request, boolean repeated) throws IOException {
        long start = System.nanoTime();
        Response response = exchangeOverKeptOrNew(endpoint, request);
        trace.say(request.method() + " " + endpoint + request.path() + " -> " + response.status() + " in "
                + Math.round((System.nanoTime() - start) / 1e5) / 10.0 + " ms");
        boolean again = repeated || response.repeated();
        return new Response(response.status(), response.contentType(), response.body(), again);
    }

    private Response exchangeOverKeptOrNew(Endpoint endpoint, Request request) throws IOException {
        boolean again = false;
        if (kept.isPresent()
                && kept.get().endpoint().equals(endpoint)
                && kept.get().isReusable()) {
            try {
                return kept.get().exchange(request, timeout);
            } catch (java.net.SocketTimeoutException e) {
                throw e;
            } catch (IOException e) {
                // A server may close a kept connection at any time; only a fresh one tells.
                trace.say(endpoint + ": kept connection: " + describe(e));
                again = true;
            }
        }
        closeKept();
        Connection connection = connect(endpoint);
        kept = Optional.of(connection);
        Response response = connection.exchange(request, timeout);
        return new Response(response.status(), response.contentType(), response.body(), again);
    }

    private Connection connect(Endpoint endpoint) throws IOException {
        Socket socket = dialer.dial(endpoint, (int) timeout.toMillis());
        try (Deadline deadline = new Deadline(socket, timeout)) {
            try {
                return new Connection(endpoint, endpoint.tls() ? tls.layer(socket, endpoint) : socket, user);
            } catch (IOException e) {
                socket.close();
                throw deadline.explain(e);
            }
        }
    }

    private static boolean isOutage(int status) {
        return status == 502 || status == 503 || status == 504;
    }

    private UnreachableException unreachable(List<IOException> failures) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < failures.size(); i++) {
            // After a whole round, `current` is where it began.
            Endpoint endpoint = endpoints.get((current + i) % endpoints.size());
            lines.add("cannot reach the gateway at " + endpoint + ": " + describe(failures.get(i)));
        }
        return new UnreachableException(String.join("\n", lines), failures.getLast());
    }

    private static String describe(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        return switch (failure) {
            case UnknownHostException unknown -> "no such host: " + message;
            case NoSuchFileException missing -> "no such socket: " + message;
            case SSLException tls -> "TLS: " + message;
            case ConnectException refused -> message.contains("refused") ? "connection refused" : message;
            default -> message;
        };
    }

    private void closeKept() {
        if (kept.isPresent()) {
            try {
                kept.get().close();
            } catch (IOException e) {
                trace.say("closing: " + e);
            }
            kept = Optional.empty();
        }
    }

    @Override
    public void close() {
        closeKept();
    }
}
