package dev.flotilla.benchmarks.process;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How one of our services is started, as it is packaged.
 *
 * @param root the project's root, built
 * @param flags the JVM's
 * @param recordings where Java Flight Recorder writes what the service did; empty: it does not run
 */
public record JavaService(Path root, List<String> flags, Optional<Path> recordings) {
    /**
     * What a larger cluster's services run with: a small heap's collector, and objects with small headers. Unlike a laptop's
     * they have the optimising compiler.
     */
    public static final List<String> FLAGS = List.of("-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-Xss512k");

    private static final List<String> ALWAYS = List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager");

    public JavaService {
        flags = List.copyOf(flags);
    }

    /**
     * Starts it.
     *
     * @param module the module that makes it, for example {@code registry-service}
     * @param heap its largest heap, for example {@code 768m}
     * @param http the port of its health and metrics
     * @param settings its configuration keys
     */
    public ServiceProcess start(
            String name, String module, String heap, int http, Map<String, String> settings, Path home) {
        Path application = root.resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
        if (!Files.isRegularFile(application)) {
            throw new IllegalStateException(application + " is missing: ./flotilla build makes it");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(ALWAYS);
        command.add("-Xmx" + heap);
        recordings.ifPresent(folder -> command.add(
                "-XX:StartFlightRecording=settings=profile,dumponexit=true,filename=" + folder.resolve(name + ".jfr")));
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.add("-Dquarkus.http.host=127.0.0.1");
        command.add("-Dquarkus.http.port=" + http);
        command.addAll(List.of("-jar", application.toString()));
        return ServiceProcess.start(name, command, home, URI.create("http://127.0.0.1:" + http + "/q/health/ready"));
    }
}
