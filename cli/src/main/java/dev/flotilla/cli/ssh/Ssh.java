package dev.flotilla.cli.ssh;

import dev.flotilla.cli.http.Dialer;
import dev.flotilla.cli.http.Endpoint;
import dev.flotilla.cli.http.StreamSocket;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The system's ssh, with its own configuration and agent, and fleetctl's options on top. As a dialer it forwards to
 * endpoints as the tunnel's far end sees them: one ssh process for each connection, over its standard streams.
 *
 * @param program name or path
 * @param username on the machines and on the tunnel's host
 * @param tunnel {@code HOST[:PORT]} to go through
 * @param timeout for a connection; zero: ssh's own
 * @param knownHosts instead of the user's own files
 * @param strict whether host keys are verified
 */
public record Ssh(
        String program,
        String username,
        Optional<String> tunnel,
        Duration timeout,
        Optional<Path> knownHosts,
        boolean strict)
        implements Dialer {
    public Ssh {
        Objects.requireNonNull(program, "program");
        Objects.requireNonNull(username, "username");
        Objects.requireNonNull(tunnel, "tunnel");
        Objects.requireNonNull(timeout, "timeout");
        Objects.requireNonNull(knownHosts, "knownHosts");
    }

    /**
     * The command line of a shell on a machine, or of a command there.
     *
     * @param address name or address of the machine, as the tunnel's host sees it if there is one
     * @param forwardAgent whether the machine may use the local ssh agent
     * @param remote the command's words; none: a shell
     */
    public List<String> shell(String address, int port, boolean forwardAgent, List<String> remote) {
        List<String> command = base();
        tunnel.ifPresent(host -> command.addAll(List.of("-o", "ProxyCommand=" + proxy(host))));
        if (forwardAgent) {
            command.add("-A");
        }
        command.addAll(List.of("-p", Integer.toString(port), "--", address));
        command.addAll(remote);
        return List.copyOf(command);
    }

    @Override
    public Socket dial(Endpoint endpoint, int timeoutMillis) throws IOException {
        if (endpoint.socket().isPresent()) {
            throw new IOException("a Unix socket cannot be reached through --tunnel; give an http:// endpoint as "
                    + tunnel.orElse("its host") + " sees it");
        }
        List<String> command = base();
        command.addAll(List.of("-W", bracketed(endpoint.host()) + ":" + endpoint.port()));
        command.addAll(destination(tunnel.orElseThrow()));
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new IOException("ssh cannot be started: " + e.getMessage(), e);
        }
        return new StreamSocket(process.getInputStream(), process.getOutputStream(), process::destroy);
    }

    private List<String> base() {
        List<String> command = new ArrayList<>(List.of(program, "-l", username));
        if (!timeout.isZero()) {
            command.addAll(List.of("-o", "ConnectTimeout=" + Math.max(1, timeout.toSeconds())));
        }
        if (strict) {
            knownHosts.ifPresent(file -> command.addAll(List.of("-o", "UserKnownHostsFile=" + file)));
        } else {
            command.addAll(List.of(
                    "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR"));
        }
        return command;
    }

    /** ssh hands the line to a shell: every word is quoted. */
    private String proxy(String host) {
        List<String> command = base();
        command.addAll(List.of("-W", "%h:%p"));
        command.addAll(destination(host));
        return String.join(
                " ",
                command.stream()
                        .map(word -> "'" + word.replace("'", "'\\''") + "'")
                        .toList());
    }

    private static List<String> destination(String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        boolean withPort = colon > 0 && (hostAndPort.indexOf(':') == colon || hostAndPort.charAt(colon - 1) == ']');
        String host = withPort ? hostAndPort.substring(0, colon) : hostAndPort;
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        // Without a port the user's own ssh configuration decides.
        return withPort ? List.of("-p", hostAndPort.substring(colon + 1), "--", bare) : List.of("--", bare);
    }

    private static String bracketed(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }
}
