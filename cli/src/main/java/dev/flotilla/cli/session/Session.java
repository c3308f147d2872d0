package dev.flotilla.cli.session;

import dev.flotilla.cli.gateway.Gateway;
import dev.flotilla.cli.http.Dialer;
import dev.flotilla.cli.http.Endpoint;
import dev.flotilla.cli.http.HttpClient;
import dev.flotilla.cli.ssh.Ssh;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Gatherers;
import java.util.stream.Stream;

/** One run of the command. The gateway is not contacted before it is asked something. */
public final class Session implements AutoCloseable {
    private static final int DEFAULT_PORT_BASE = 49152;
    /** So many requests at a time keep a cluster busy, and are written to its store together. */
    private static final int REQUESTS_AT_ONCE = 16;
    /** Fewer take no time to speak of, and go one after the other: units are placed in the order in which they were named. */
    private static final int MANY = 8;

    private final Surroundings surroundings;
    private final GlobalOptions options;
    private Optional<HttpClient> client = Optional.empty();
    private Optional<Gateway> gateway = Optional.empty();

    public Session(Surroundings surroundings, GlobalOptions options) {
        this.surroundings = Objects.requireNonNull(surroundings, "surroundings");
        this.options = Objects.requireNonNull(options, "options");
    }

    public PrintStream out() {
        return surroundings.out();
    }

    public PrintStream err() {
        return surroundings.err();
    }

    public Pace pace() {
        return surroundings.pace();
    }

    /** The process's variables. */
    public Map<String, String> environment() {
        return surroundings.environment();
    }

    /** A file the user named. */
    public Path file(String name) {
        return surroundings.directory().resolve(name);
    }

    public Ssh ssh() {
        return new Ssh(
                surroundings.environment().getOrDefault("FLOTILLA_SSH", "ssh"),
                options.sshUsername(),
                options.tunnel(),
                options.sshTimeout(),
                options.knownHostsFile().map(this::file),
                options.strictHostKeyChecking());
    }

    /** {@link CommandFailure} when the options for it make no sense. */
    public Gateway gateway() {
        if (gateway.isEmpty()) {
            try {
                HttpClient http = connect();
                client = Optional.of(http);
                gateway = Optional.of(new Gateway(http));
            } catch (IllegalArgumentException e) {
                throw new CommandFailure("Unable to initialize client: " + e.getMessage());
            }
        }
        return gateway.get();
    }

    /**
     * Asks the gateway about each of these, when they are many some at the same time: the answers in the order of the questions, as
     * they come. After one that fails no more are asked. Through a tunnel one by one: each connection is a login there.
     */
    public <T, R> Stream<R> askEach(List<T> subjects, Function<T, R> question) {
        if (subjects.size() < MANY || options.tunnel().isPresent()) {
            return subjects.stream().map(question);
        }
        gateway();
        return subjects.stream().gather(Gatherers.mapConcurrent(REQUESTS_AT_ONCE, question));
    }

    private HttpClient connect() {
        if (options.wantsEtcd()) {
            throw new IllegalArgumentException("there is no --driver but API: flotilla never talks to etcd itself");
        }
        Dialer dialer = options.tunnel().isPresent() ? ssh() : Dialer.direct();
        return new HttpClient(
                Endpoint.parseAll(options.endpoint().orElseGet(this::defaultEndpoint)),
                dialer,
                options.tlsFiles(surroundings.directory()),
                timeout(),
                user(),
                options.debug() ? line -> err().println("debug: " + line) : line -> {});
    }

    /** Through a tunnel the first request also pays for ssh's connection. */
    private Duration timeout() {
        Duration request = options.requestTimeout();
        return options.tunnel().isPresent() && !request.isZero() ? request.plus(options.sshTimeout()) : request;
    }

    private String defaultEndpoint() {
        String base = surroundings.environment().getOrDefault("FLOTILLA_PORT_BASE", "");
        try {
            return "http://127.0.0.1:" + ((base.isEmpty() ? DEFAULT_PORT_BASE : Integer.parseInt(base)) + 1);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("FLOTILLA_PORT_BASE is no number: \"" + base + "\"", e);
        }
    }

    /** {@code user@host}, in characters that a header can carry. */
    private String user() {
        String name = surroundings.environment().getOrDefault("USER", System.getProperty("user.name", "unknown"));
        return (name + "@" + host()).replaceAll("[^\\x21-\\x7e]", "?");
    }

    private String host() {
        String variable = surroundings.environment().getOrDefault("HOSTNAME", "");
        if (!variable.isEmpty()) {
            return variable;
        }
        try {
            // The resolver could ask the network for it.
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            return "unknown";
        }
    }

    @Override
    public void close() {
        client.ifPresent(HttpClient::close);
    }
}
