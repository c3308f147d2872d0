package dev.flotilla.store.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One etcd process, which can be killed, frozen and started again on the same data. */
public final class EtcdMember {
    private static final Pattern MEMBER = Pattern.compile("\"member_id\":\"(\\d+)\"");
    private static final Pattern LEADER = Pattern.compile("\"leader\":\"(\\d+)\"");

    private final URI endpoint;
    private final List<String> command;
    private final Path log;
    private Optional<Process> process = Optional.empty();

    EtcdMember(URI endpoint, List<String> command, Path log) {
        this.endpoint = endpoint;
        this.command = command;
        this.log = log;
    }

    public URI endpoint() {
        return endpoint;
    }

    public boolean isRunning() {
        return process.filter(Process::isAlive).isPresent();
    }

    public void start() {
        try {
            process = Optional.of(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL; returns when the process is gone. */
    public void kill() {
        process.ifPresent(running -> running.destroyForcibly().onExit().join());
        process = Optional.empty();
    }

    /** SIGSTOP: connections stay open and nothing answers. */
    public void freeze() {
        signal("STOP");
    }

    /** SIGCONT. */
    public void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            long pid = process.orElseThrow().pid();
            new ProcessBuilder("kill", "-" + name, String.valueOf(pid))
                    .start()
                    .onExit()
                    .join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With TLS: whether it listens. */
    boolean isHealthy() {
        if (endpoint.getScheme().equals("https")) {
            return isListening();
        }
        return request("GET", "/health").filter(body -> body.contains("true")).isPresent();
    }

    private boolean isListening() {
        try (Socket _ = new Socket(endpoint.getHost(), endpoint.getPort())) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    boolean isLeader() {
        Optional<String> status = request("POST", "/v3/maintenance/status");
        Optional<String> id = status.flatMap(body -> find(MEMBER, body));
        return id.isPresent() && id.equals(status.flatMap(body -> find(LEADER, body)));
    }

    private static Optional<String> find(Pattern pattern, String body) {
        Matcher matcher = pattern.matcher(body);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private Optional<String> request(String method, String path) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) endpoint.resolve(path).toURL().openConnection();
            connection.setConnectTimeout(1_000);
            connection.setReadTimeout(2_000);
            connection.setRequestMethod(method);
            if (method.equals("POST")) {
                connection.setDoOutput(true);
                connection.getOutputStream().write("{}".getBytes(StandardCharsets.UTF_8));
            }
            try (InputStream body = connection.getInputStream()) {
                return Optional.of(new String(body.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
