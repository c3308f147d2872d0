package dev.flotilla.system.behaviour;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Lists each behaviour with its one line and how it went, and how long all of it took: {@code target/behaviours.txt} and
 * {@code .html}.
 */
public final class BehaviourReport implements TestExecutionListener {
    /** All behaviours, with the images built and the machines booted: what somebody waits for. */
    private static final Duration LIMIT = Duration.ofMinutes(20);

    private final Map<Class<?>, Outcome> outcomes = new ConcurrentHashMap<>();
    private final Map<String, Instant> started = new ConcurrentHashMap<>();
    private volatile Instant begun = Instant.now();

    private record Outcome(int passed, int failed, Duration took) {
        static final Outcome NONE = new Outcome(0, 0, Duration.ZERO);

        Outcome and(boolean pass, Duration more) {
            return new Outcome(passed + (pass ? 1 : 0), failed + (pass ? 0 : 1), took.plus(more));
        }

        String word() {
            return failed > 0 ? "FAILED" : "holds";
        }
    }

    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        begun = Instant.now();
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        started.put(test.getUniqueId(), Instant.now());
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        boolean pass = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
        Class<?> type = typeOf(test);
        // A class as such counts only when it failed as a whole, before its tests.
        if (type != null && type.isAnnotationPresent(Behaviour.class) && (test.isTest() || !pass)) {
            Duration took = Duration.between(started.getOrDefault(test.getUniqueId(), Instant.now()), Instant.now());
            outcomes.merge(type, Outcome.NONE.and(pass, took), (before, now) -> before.and(pass, took));
        }
    }

    private static Class<?> typeOf(TestIdentifier test) {
        return test.getSource()
                .map(source -> switch (source) {
                    case MethodSource method -> method.getJavaClass();
                    case ClassSource type -> type.getJavaClass();
                    default -> null;
                })
                .orElse(null);
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        String folder = System.getProperty("flotilla.report");
        if (folder == null || outcomes.isEmpty()) {
            return;
        }
        Duration whole = Duration.between(begun, Instant.now());
        var sorted = new TreeMap<String, Class<?>>();
        outcomes.keySet().forEach(type -> sorted.put(type.getSimpleName(), type));
        try {
            Files.createDirectories(Path.of(folder));
            Files.writeString(Path.of(folder, "behaviours.txt"), text(sorted) + total(sorted.size(), whole));
            Files.writeString(Path.of(folder, "behaviours.html"), html(sorted, whole));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String text(Map<String, Class<?>> types) {
        return types.entrySet().stream()
                .map(entry -> {
                    Outcome outcome = outcomes.get(entry.getValue());
                    return "%-8s %5.1f s  %-32s %s%n"
                            .formatted(outcome.word(), seconds(outcome), entry.getKey(), summary(entry.getValue()));
                })
                .collect(Collectors.joining());
    }

    /** Less than the sum of the lines where some ran beside others, more where machines had to be booted first. */
    private static String total(int behaviours, Duration whole) {
        return "%-8s %5d s  %d behaviours, with building the images and booting the machines; to stay below %d s%n"
                .formatted("in all", whole.toSeconds(), behaviours, LIMIT.toSeconds());
    }

    private String html(Map<String, Class<?>> types, Duration whole) {
        String rows = types.entrySet().stream()
                .map(entry -> {
                    Outcome outcome = outcomes.get(entry.getValue());
                    return "<tr class=%s><td>%s<td>%s<td><code>%s</code><td>%.1f s\n"
                            .formatted(
                                    outcome.word(),
                                    outcome.word(),
                                    escape(summary(entry.getValue())),
                                    entry.getKey(),
                                    seconds(outcome));
                })
                .collect(Collectors.joining());
        return """
                <!doctype html><html lang=en><meta charset=utf-8><title>Flotilla: behaviours</title>
                <style>
                body{font:15px/1.5 system-ui,sans-serif;max-width:70em;margin:2em auto;padding:0 1em;color:#222;background:#fff}
                td,th{text-align:left;padding:.3em .8em;border-bottom:1px solid #ddd;vertical-align:top}
                .FAILED td:first-child{color:#b00020;font-weight:bold}
                .holds td:first-child{color:#1b5e20}
                </style>
                <h1>Behaviours</h1><p>%d behaviours on real machines, %s, in %d of at most %d minutes.</p>
                <table><tr><th>Result<th>Behaviour<th>Class<th>Took
                %s</table></html>
                """.formatted(
                        types.size(),
                        Instant.now().toString().substring(0, 16).replace('T', ' ') + " UTC",
                        Math.ceilDiv(whole.toSeconds(), 60),
                        LIMIT.toMinutes(),
                        rows);
    }

    private static double seconds(Outcome outcome) {
        return outcome.took().toMillis() / 1000.0;
    }

    private static String summary(Class<?> type) {
        return type.getAnnotation(Behaviour.class).value();
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
