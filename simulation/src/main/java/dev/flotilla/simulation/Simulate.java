package dev.flotilla.simulation;

import dev.flotilla.simulation.run.Run;
import dev.flotilla.simulation.run.RunResult;
import dev.flotilla.simulation.run.Shrinker;
import dev.flotilla.simulation.scenario.Breakage;
import dev.flotilla.simulation.scenario.Scenario;
import dev.flotilla.simulation.scenario.Scenario.Planned;
import dev.flotilla.simulation.scenario.Scenarios;
import dev.flotilla.simulation.script.Script;
import dev.flotilla.simulation.script.ScriptReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code simulate --seed N}: replays a run; without a seed it looks for one that breaks a promise. */
public final class Simulate {
    private static final String USAGE =
            """
            Usage: simulate [--seed N] [--count N | --seconds N] [--only STEP,...] [--break NAME] [--trace] [--script]
                   simulate SCRIPT ... [--break NAME] [--trace]
              SCRIPT        a file of words instead of a seed: what is sent to the cluster and what is expected of it
              --seed N      the seed, or the first of several (default 1)
              --count N     so many seeds, one after the other (default 1)
              --seconds N   as many seeds as there is time for
              --only 3,17   only these steps of the scenario
              --break NAME  with a deliberate breakage: %s
              --trace       prints all that happens, with the log of every part
              --script      does nothing but print the seed's scenario as a script
            Exit status: 0 when every promise held, 1 when one was broken, 2 for wrong arguments.
            """.formatted(Arrays.stream(Breakage.values()).map(Enum::name).collect(Collectors.joining(", ")));

    private final PrintStream out;
    private long seed = 1;
    private long count = 1;
    private long seconds;
    private boolean trace;
    private boolean asScript;
    private final List<Script> scripts = new ArrayList<>();
    private Breakage breakage = Breakage.NONE;
    private Optional<Set<Integer>> only = Optional.empty();

    private Simulate(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] args) {
        System.exit(run(System.out, args));
    }

    /** The exit status. */
    static int run(PrintStream out, String... args) {
        Simulate simulate = new Simulate(out);
        try {
            if (!simulate.read(new ArrayDeque<>(List.of(args)))) {
                out.print(USAGE);
                return 0;
            }
        } catch (IllegalArgumentException e) {
            out.println("simulate: " + e.getMessage());
            out.print(USAGE);
            return 2;
        }
        return simulate.runAll();
    }

    private boolean read(ArrayDeque<String> words) {
        while (!words.isEmpty()) {
            String word = words.remove();
            switch (word) {
                case "-h", "--help" -> {
                    return false;
                }
                case "--trace" -> trace = true;
                case "--script" -> asScript = true;
                case "--seed" -> seed = number(word, words);
                case "--count" -> count = number(word, words);
                case "--seconds" -> seconds = number(word, words);
                case "--break" -> breakage = Breakage.valueOf(value(word, words));
                case "--only" ->
                    only = Optional.of(Arrays.stream(value(word, words).split(","))
                            .map(Integer::valueOf)
                            .collect(Collectors.toSet()));
                default -> {
                    if (word.startsWith("-")) {
                        throw new IllegalArgumentException("what is " + word + "?");
                    }
                    scripts.add(script(word));
                }
            }
        }
        return true;
    }

    private static String value(String option, ArrayDeque<String> words) {
        if (words.isEmpty()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return words.remove();
    }

    private static long number(String option, ArrayDeque<String> words) {
        String value = value(option, words);
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " needs a number, not " + value, e);
        }
    }

    private static Script script(String file) {
        try {
            return ScriptReader.read(file, Files.readString(Path.of(file)));
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read " + file + ": " + e, e);
        }
    }

    private int runScripts() {
        for (Script script : scripts) {
            RunResult result = Run.of(script, breakage, trace);
            if (trace || result.broken().isPresent()) {
                result.trace().forEach(out::println);
            }
            if (result.broken().isPresent()) {
                out.println();
                out.println(script.name() + " breaks " + result.broken().get());
                return 1;
            }
            out.println(script.name() + ": everything came as expected, and every promise held");
        }
        return 0;
    }

    private int runAll() {
        if (asScript) {
            out.print(Script.of(scenario(seed)));
            return 0;
        }
        if (!scripts.isEmpty()) {
            return runScripts();
        }
        long started = System.nanoTime();
        long deadline = started + seconds * 1_000_000_000L;
        long steps = 0;
        long runs = 0;
        while (seconds > 0 ? System.nanoTime() < deadline : runs < count) {
            RunResult result = Run.of(scenario(seed + runs), breakage, trace);
            runs++;
            steps += result.steps();
            if (result.broken().isPresent()) {
                fail(result);
                return 1;
            }
            if (trace) {
                result.trace().forEach(out::println);
            }
            if (count == 1 && seconds == 0) {
                out.printf(
                        Locale.ROOT,
                        "seed %d: every promise held; converged %d ms after the last fault, %d steps, fingerprint %016x%n",
                        seed,
                        result.converged().orElseThrow().toMillis(),
                        result.steps(),
                        result.fingerprint());
            }
        }
        double took = (System.nanoTime() - started) / 1e9;
        out.printf(
                Locale.ROOT,
                "%d seeds from %d: every promise held; %d steps in %.1f s, %.0f steps/s, %.0f seeds/min%n",
                runs,
                seed,
                steps,
                took,
                steps / took,
                runs * 60 / took);
        return 0;
    }

    private Scenario scenario(long of) {
        Scenario whole = Scenarios.of(of);
        return only.map(numbers -> whole.with(whole.steps().stream()
                        .filter(step -> numbers.contains(step.number()))
                        .toList()))
                .orElse(whole);
    }

    private void fail(RunResult result) {
        RunResult shortest = only.isPresent() ? result : Shrinker.shrink(result, breakage);
        String steps = shortest.scenario().steps().stream()
                .map(Planned::number)
                .map(String::valueOf)
                .collect(Collectors.joining(","));
        RunResult shown = trace ? Run.of(shortest.scenario(), breakage, true) : shortest;
        shown.trace().forEach(out::println);
        out.println();
        out.println(
                "seed " + result.scenario().seed() + " breaks " + shown.broken().orElseThrow());
        out.println("replay: ./flotilla simulate --seed " + result.scenario().seed() + " --only " + steps
                + (breakage == Breakage.NONE ? "" : " --break " + breakage) + " --trace");
    }
}
