package dev.flotilla.simulation.script;

import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.simulation.scenario.Scenario;
import dev.flotilla.simulation.words.StepReader;
import dev.flotilla.simulation.words.Times;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a script. It begins with {@code cluster 3 registries, 2 schedulers, 5 machines, seed 7}; then come, one in a line,
 * {@code send}, {@code wait 5s}, {@code at 12s}, {@code expect ... within 10s} and {@code hold ... for 20s}. The lines of a
 * unit file are indented. What begins with {@code #} is for readers. docs/reliability.md has all the words.
 */
public final class ScriptReader {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Pattern CLUSTER =
            Pattern.compile("cluster (\\d{1,3}) registr(?:y|ies), (\\d{1,3}) schedulers?, "
                    + "(\\d{1,4}) machines?(?:, seed (-?\\d{1,19}))?");
    private static final Pattern EXPECT = Pattern.compile("expect (.+?)(?: within (\\S+))?");
    private static final Pattern HOLD = Pattern.compile("hold (.+) for (\\S+)");

    private final String name;
    private final List<String> lines;
    private final List<Statement> statements = new ArrayList<>();
    private Optional<Scenario> cluster = Optional.empty();
    private int next;

    private ScriptReader(String name, List<String> lines) {
        this.name = name;
        this.lines = lines;
    }

    /** {@link IllegalArgumentException} that begins with {@code name:line:} when something is wrong. */
    public static Script read(String name, String text) {
        return new ScriptReader(name, text.lines().toList()).read();
    }

    private Script read() {
        while (next < lines.size()) {
            String line = lines.get(next++).stripTrailing();
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            int number = next;
            try {
                read(number, line);
            } catch (IllegalArgumentException | FlotillaException e) {
                throw new IllegalArgumentException(name + ":" + number + ": " + e.getMessage(), e);
            }
        }
        return new Script(
                name,
                cluster.orElseThrow(() -> new IllegalArgumentException(name + ":1: a script begins with its cluster")),
                statements);
    }

    private void read(int number, String line) {
        if (cluster.isEmpty()) {
            cluster = Optional.of(cluster(line));
        } else if (line.startsWith("send ")) {
            String words = line.substring("send ".length()).strip();
            statements.add(
                    new Statement.Send(number, StepReader.read(words, StepReader.hasFile(words) ? indented() : "")));
        } else if (line.startsWith("wait ")) {
            statements.add(new Statement.Wait(number, span(line.substring("wait ".length()))));
        } else if (line.startsWith("at ")) {
            statements.add(new Statement.At(number, span(line.substring("at ".length()))));
        } else {
            statements.add(look(number, line));
        }
    }

    private static Scenario cluster(String line) {
        Matcher matcher = CLUSTER.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "a script begins with its cluster: cluster 3 registries, 2 schedulers, 5 machines, seed 7");
        }
        int[] counts = new int[3];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = Integer.parseInt(matcher.group(i + 1));
            if (counts[i] == 0) {
                throw new IllegalArgumentException("a cluster has at least one of each");
            }
        }
        long seed = matcher.group(4) == null ? 1 : Long.parseLong(matcher.group(4));
        return new Scenario(seed, counts[0], counts[1], counts[2], Duration.ZERO, List.of());
    }

    private static Statement look(int number, String line) {
        Matcher expect = EXPECT.matcher(line);
        if (expect.matches()) {
            Duration within = expect.group(2) == null ? PATIENCE : span(expect.group(2));
            return new Statement.Expect(number, Condition.read(expect.group(1)), within);
        }
        Matcher hold = HOLD.matcher(line);
        if (hold.matches()) {
            return new Statement.Hold(number, Condition.read(hold.group(1)), span(hold.group(2)));
        }
        throw new IllegalArgumentException("a line is send, wait, at, expect or hold, not " + line);
    }

    private static Duration span(String word) {
        Duration span = Times.read(word.strip());
        if (span.isNegative()) {
            throw new IllegalArgumentException(word + " is negative");
        }
        return span;
    }

    /** The lines of a unit file. */
    private String indented() {
        StringBuilder file = new StringBuilder();
        while (next < lines.size()
                && (lines.get(next).startsWith("    ") || lines.get(next).startsWith("\t"))) {
            file.append(lines.get(next++).strip()).append('\n');
        }
        return file.toString();
    }
}
