package dev.flotilla.cli.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;

/**
 * The cluster's gateways, any of which will do: a request goes to the one that answered last, and when it does not
 * answer or says that it cannot (502, 503, 504), to the next, once around. Connections are kept for the requests that
 * follow. Thread-safe: requests at the same time have a connection each.
 */
public final class HttpClient implements AutoCloseable {
    private final List<Endpoint> endpoints;
    private final Dialer dialer;
    private final TlsFiles tls;
    private final Duration timeout;
    private final String user;
    private final Trace trace;

    private final AtomicInteger current = new AtomicInteger();
    private final Deque<Connection> idle = new ConcurrentLinkedDeque<>();

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
        AtomicInteger sent = new AtomicInteger();
        int first = current.get();
        for (int i = 0; i < endpoints.size(); i++) {
            Endpoint endpoint = endpoint(first + i);
            try {
                Response response = exchangeWith(endpoint, request, sent);
                if (!isOutage(response.status())) {
                    return response;
                }
                refused = Optional.of(response);
            } catch (IOException e) {
                trace.say(endpoint + ": " + describe(e));
                failures.add(e);
            }
            turnAwayFrom(first + i);
        }
        if (refused.isPresent()) {
            return refused.get();
        }
        throw unreachable(first, failures);
    }

    private Endpoint endpoint(int number) {
        return endpoints.get(number % endpoints.size());
    }

    /** The next one is asked from now on, unless somebody else has turned away from this one already. */
    private void turnAwayFrom(int number) {
        int size = endpoints.size();
        current.compareAndSet(number % size, (number + 1) % size);
    }

    /** As {@link #exchange}, for an answer that comes bit by bit. */
    public StreamedResponse stream(Request request) throws IOException {
        List<IOException> failures = new ArrayList<>();
        int first = current.get();
        for (int i = 0; i < endpoints.size(); i++) {
            Endpoint endpoint = endpoint(first + i);
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
            turnAwayFrom(first + i);
        }
        throw unreachable(first, failures);
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

    /** @param sent how often the request was given to a connection: whoever refused the connection did not get it */
    private Response exchangeWith(Endpoint endpoint, Request request, AtomicInteger sent) throws IOException {
        long start = System.nanoTime();
        Response response = exchangeOverKeptOrNew(endpoint, request, sent);
        trace.say(request.method() + " " + endpoint + request.path() + " -> " + response.status() + " in "
                + Math.round((System.nanoTime() - start) / 1e5) / 10.0 + " ms");
        return new Response(response.status(), response.contentType(), response.body(), sent.get() > 1);
    }

    private Response exchangeOverKeptOrNew(Endpoint endpoint, Request request, AtomicInteger sent) throws IOException {
        Optional<Connection> kept = takeIdle(endpoint);
        if (kept.isPresent()) {
            try {
                return exchangeOver(kept.get(), request, sent);
            } catch (SocketTimeoutException e) {
                throw e;
            } catch (IOException e) {
                // A server may close a kept connection at any time; only a fresh one tells.
                trace.say(endpoint + ": kept connection: " + describe(e));
            }
        }
        return exchangeOver(connect(endpoint), request, sent);
    }

    /** The connection is kept afterwards, or closed. */
    private Response exchangeOver(Connection connection, Request request, AtomicInteger sent) throws IOException {
        sent.incrementAndGet();
        try {
            return connection.exchange(request, timeout);
        } finally {
            if (connection.isReusable()) {
                idle.push(connection);
            } else {
                close(connection);
            }
        }
    }

    private Optional<Connection> takeIdle(Endpoint endpoint) {
        for (Connection next = idle.poll(); next != null; next = idle.poll()) {
            if (next.endpoint().equals(endpoint) && next.isReusable()) {
                return Optional.of(next);
            }
            close(next);
        }
        return Optional.empty();
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

    private UnreachableException unreachable(int first, List<IOException> failures) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < failures.size(); i++) {
            lines.add("cannot reach the gateway at " + endpoint(first + i) + ": " + describe(failures.get(i)));
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

    private void close(Connection connection) {
        try {
            connection.close();
        } catch (IOException e) {
            trace.say("closing: " + e);
        }
    }

    @Override
    public void close() {
        for (Connection next = idle.poll(); next != null; next = idle.poll()) {
            close(next);
        }
    }
}
