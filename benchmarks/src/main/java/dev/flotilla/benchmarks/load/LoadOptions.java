package dev.flotilla.benchmarks.load;

import dev.flotilla.benchmarks.process.JavaService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The words of {@code ./flotilla bench load}. */
@Command(
        name = "./flotilla bench load",
        description = "Hollow machines by the thousand against the real control plane on this box.",
        sortOptions = false)
final class LoadOptions {
    @Parameters(arity = "1", hidden = true, description = "The project's root.")
    Path root = Path.of(".");

    @Option(
            names = "--machines",
            split = ",",
            paramLabel = "N",
            defaultValue = "100,1000",
            description = "Sizes of cluster, one after the other (default: ${DEFAULT-VALUE}).")
    List<Integer> machines = List.of();

    @Option(
            names = "--store",
            split = ",",
            paramLabel = "STORE",
            defaultValue = "embedded",
            description = "embedded, etcd1, etcd3 (default: ${DEFAULT-VALUE}).")
    List<StoreKind> stores = List.of();

    @Option(
            names = "--scenario",
            split = ",",
            paramLabel = "NAME",
            description = "Which (default: all, in the order they build on each other).")
    List<String> scenarios = List.of();

    @Option(
            names = "--units",
            paramLabel = "N",
            defaultValue = "20",
            description = "Units for each machine (default: ${DEFAULT-VALUE}).")
    int unitsPerMachine;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "4000",
            description = "Units that come and go before anything counts (default: ${DEFAULT-VALUE}).")
    int warmUp;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "20",
            description = "How long idle, churn and restarts are watched (default: ${DEFAULT-VALUE}).")
    int seconds;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "200",
            description = "Units that come and go in a second of churn (default: ${DEFAULT-VALUE}).")
    int rate;

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "16",
            description =
                    "Connections that the machines share; as many as machines: each its own (default: ${DEFAULT-VALUE}).")
    int connections;

    @Option(
            names = "--heap",
            paramLabel = "SIZE",
            defaultValue = "640m",
            description = "Largest heap of registry and scheduler (default: ${DEFAULT-VALUE}).")
    String heap = "";

    @Option(names = "--jvm", split = " ", paramLabel = "FLAGS", description = "The services' JVM flags.")
    List<String> jvm = JavaService.FLAGS;

    @Option(
            names = "--profile",
            paramLabel = "DIR",
            description = "Java Flight Recorder of the services, written there.")
    Optional<Path> profile = Optional.empty();

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "Keep the services' data and logs there (default: a temporary folder, deleted at the end).")
    Optional<Path> home = Optional.empty();

    @Option(
            names = "--write-docs",
            description = "Keep the figures, and renew the tables and plots of docs/performance.md.")
    boolean writeDocs;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "This.")
    boolean help;

    Duration period() {
        return Duration.ofSeconds(seconds);
    }
}
