package dev.flotilla.benchmarks.load;

import dev.flotilla.benchmarks.load.hollow.HollowFleet;
import dev.flotilla.benchmarks.load.report.PerformancePage;
import dev.flotilla.benchmarks.load.scenario.Scenario;
import dev.flotilla.benchmarks.process.Box;
import dev.flotilla.benchmarks.process.JavaService;
import dev.flotilla.benchmarks.process.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import picocli.CommandLine;

/** Plays the scenarios on clusters of each wanted size and store, and tells what they cost. */
public final class LoadBenchmark {
    /** Played even when only later ones are wanted: they need machines and units. */
    private static final List<String> GROUNDWORK = List.of("join", "fill");

    private final LoadOptions options;
    private final List<Scenario> scenarios;
    private boolean failed;

    private LoadBenchmark(LoadOptions options) {
        this.options = options;
        this.scenarios = Scenario.ALL.stream()
                .filter(scenario -> options.scenarios.isEmpty()
                        || options.scenarios.contains(scenario.name())
                        || GROUNDWORK.contains(scenario.name()))
                .toList();
    }

    /** @param arguments the project's root, then what {@code --help} says */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        // A replica that is restarted on purpose is no news.
        Logger.getLogger("io.grpc").setLevel(Level.OFF);
        var options = new LoadOptions();
        var words = new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true);
        try {
            words.parseArgs(arguments);
            checkNames(options.scenarios, words);
        } catch (CommandLine.ParameterException e) {
            System.err.println(e.getMessage());
            words.usage(System.err);
            System.exit(2);
        }
        if (options.help) {
            words.usage(System.out);
            return;
        }
        var benchmark = new LoadBenchmark(options);
        benchmark.run();
        System.exit(benchmark.failed ? 1 : 0);
    }

    private static void checkNames(List<String> names, CommandLine words) {
        List<String> known = Scenario.ALL.stream().map(Scenario::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new CommandLine.ParameterException(words, "no scenario " + name + "; there are " + known);
            }
        }
    }

    private void run() throws IOException, InterruptedException {
        for (StoreKind store : options.stores) {
            for (int machines : options.machines) {
                List<Result> results = play(store, machines);
                if (options.writeDocs) {
                    new PerformancePage(options.root.resolve("docs")).renew(results, Box.description());
                }
            }
        }
    }

    private List<Result> play(StoreKind store, int machines) throws IOException, InterruptedException {
        Path home = home(store, machines);
        List<Result> results = new ArrayList<>();
        var java = new JavaService(options.root, options.jvm, options.profile);
        try (var plane = ControlPlane.start(store, java, options.heap, Ports.anywhere(), home);
                var fleet = new HollowFleet(machines, options.connections)) {
            plane.registryPorts().forEach(fleet::addReplica);
            var stage = new Stage(
                    plane,
                    fleet,
                    machines * options.unitsPerMachine,
                    options.heap,
                    options.period(),
                    options.rate,
                    options.warmUp);
            for (Scenario scenario : scenarios) {
                var result = new Result(
                        scenario.name(), store, machines, scenario.play(stage).values());
                System.out.println(result);
                results.add(result);
            }
        } catch (IllegalStateException | NoSuchElementException e) {
            // What was measured before counts all the same.
            failed = true;
            System.err.printf("%s, %d machines, after %d scenarios: %s%n", store, machines, results.size(), e);
        } finally {
            if (options.home.isEmpty()) {
                delete(home);
            }
        }
        return results;
    }

    private Path home(StoreKind store, int machines) throws IOException {
        return options.home.isEmpty()
                ? Files.createTempDirectory("flotilla-load")
                : Files.createDirectories(options.home.get().resolve(store + "-" + machines));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }
}
