package dev.flotilla.cli.session;

import dev.flotilla.cli.http.TlsFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * fleetctl's global options, before or after the command. Each can also be given as an environment variable, see
 * {@link EnvironmentDefaults}.
 */
public final class GlobalOptions {
    @Option(names = "--endpoint", paramLabel = "URL,...", scope = ScopeType.INHERIT)
    private String endpoint = "";

    @Option(names = "--ca-file", paramLabel = "FILE", scope = ScopeType.INHERIT)
    private String caFile = "";

    @Option(names = "--cert-file", paramLabel = "FILE", scope = ScopeType.INHERIT)
    private String certFile = "";

    @Option(names = "--key-file", paramLabel = "FILE", scope = ScopeType.INHERIT)
    private String keyFile = "";

    @Option(names = "--request-timeout", paramLabel = "SECONDS", defaultValue = "3", scope = ScopeType.INHERIT)
    private double requestTimeout;

    @Option(names = "--tunnel", paramLabel = "HOST[:PORT]", scope = ScopeType.INHERIT)
    private String tunnel = "";

    @Option(names = "--ssh-username", paramLabel = "NAME", defaultValue = "core", scope = ScopeType.INHERIT)
    private String sshUsername = "";

    @Option(names = "--ssh-timeout", paramLabel = "SECONDS", defaultValue = "10", scope = ScopeType.INHERIT)
    private double sshTimeout;

    @Option(names = "--known-hosts-file", paramLabel = "FILE", scope = ScopeType.INHERIT)
    private String knownHostsFile = "";

    @Option(
            names = "--strict-host-key-checking",
            arity = "0..1",
            fallbackValue = "true",
            defaultValue = "true",
            scope = ScopeType.INHERIT)
    private boolean strictHostKeyChecking;

    @Option(names = "--debug", arity = "0..1", fallbackValue = "true", scope = ScopeType.INHERIT)
    private boolean debug;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT)
    private boolean help;

    @Option(names = "--version")
    private boolean version;

    /** fleetctl's choice between the API and etcd; here there is the API alone. */
    @Option(names = "--driver", hidden = true, defaultValue = "API", scope = ScopeType.INHERIT)
    private String driver = "";

    @Option(
            names = "--experimental-api",
            hidden = true,
            arity = "0..1",
            fallbackValue = "true",
            defaultValue = "true",
            scope = ScopeType.INHERIT)
    private boolean experimentalApi;

    Optional<String> endpoint() {
        return given(endpoint);
    }

    /** {@link IllegalArgumentException} when one of the files is missing that the other needs. */
    TlsFiles tlsFiles(Path directory) {
        return new TlsFiles(
                given(caFile).map(directory::resolve),
                given(certFile).map(directory::resolve),
                given(keyFile).map(directory::resolve));
    }

    /** Zero: no limit. */
    Duration requestTimeout() {
        return seconds(requestTimeout);
    }

    public Optional<String> tunnel() {
        return given(tunnel);
    }

    public String sshUsername() {
        return sshUsername;
    }

    public Duration sshTimeout() {
        return seconds(sshTimeout);
    }

    public Optional<String> knownHostsFile() {
        return given(knownHostsFile);
    }

    public boolean strictHostKeyChecking() {
        return strictHostKeyChecking;
    }

    public boolean debug() {
        return debug;
    }

    public boolean help() {
        return help;
    }

    public boolean version() {
        return version;
    }

    boolean wantsEtcd() {
        return !driver.equalsIgnoreCase("API") || !experimentalApi;
    }

    private static Optional<String> given(String value) {
        return Optional.of(value).filter(text -> !text.isEmpty());
    }

    private static Duration seconds(double value) {
        return value > 0 ? Duration.ofMillis(Math.round(value * 1000)) : Duration.ZERO;
    }
}
