package dev.flotilla.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A runtime for each test, and what tests of one do over and over. */
public abstract class RuntimeHarness {
    protected static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Somewhere the units may write to, seen by them under the same path. */
    @TempDir
    protected Path scratch;

    private Runtime runtime;
    private Recorder events;

    /** Opens the runtime; called again after a close it must find what it had. */
    protected abstract Runtime open() throws Exception;

    @BeforeEach
    void openRuntime() throws Exception {
        runtime = open();
        events = new Recorder();
        runtime.subscribe(events);
    }

    @AfterEach
    void closeRuntime() throws Exception {
        get(runtime.unload(runtime.list().keySet()));
        runtime.close();
    }

    /** It is gone, or nobody has taken its exit status yet. */
    protected static boolean hasEnded(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) == 'Z';
        } catch (IOException e) {
            return true;
        }
    }

    protected Runtime runtime() {
        return runtime;
    }

    /** Lets go of the units; {@link #reopen} finds them again. */
    protected void shut() {
        runtime.close();
    }

    protected void reopen() throws Exception {
        runtime.close();
        runtime = open();
        events = new Recorder();
        runtime.subscribe(events);
    }

    protected Recorder events() {
        return events;
    }

    /** The name of a unit in this run. */
    protected UnitName name(String plain) {
        return UnitName.parse("contract-" + plain);
    }

    protected void load(String name, UnitFile file) {
        get(runtime.load(List.of(new UnitToLoad(name(name), file))));
    }

    protected JobResult start(String name) {
        return get(runtime.start(name(name)));
    }

    protected JobResult stop(String name) {
        return get(runtime.stop(name(name)));
    }

    protected RuntimeUnit unit(String name) {
        RuntimeUnit unit = runtime.list().get(name(name));
        assertThat(unit).as(name).isNotNull();
        return unit;
    }

    protected void awaitUnit(String name, Predicate<RuntimeUnit> condition) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> unit(name), condition);
    }

    protected static String words(RuntimeUnit unit) {
        return unit.status().load() + " " + unit.status().active() + " "
                + unit.status().sub();
    }

    protected static UnitFile service(String lines) {
        return UnitFile.parse("test", "[Service]\n" + lines + "\n");
    }

    protected static UnitFile unit(String unitLines, String serviceLines) {
        return UnitFile.parse("test", "[Unit]\n" + unitLines + "\n\n[Service]\n" + serviceLines + "\n");
    }

    protected List<LogLine> read(String name, LogQuery query) {
        var sink = new Lines();
        runtime.logs(name(name), query, sink);
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(2)).until(sink::isEnded);
        assertThat(sink.error()).isEmpty();
        return sink.lines();
    }

    protected static List<String> texts(List<LogLine> lines) {
        return lines.stream().map(LogLine::text).toList();
    }

    protected static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(e);
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    /** Remembers what was told. */
    protected static final class Recorder implements StateListener {
        private final List<UnitName> names = new ArrayList<>();
        private final List<String> words = new ArrayList<>();

        @Override
        public synchronized void changed(RuntimeUnit unit) {
            names.add(unit.name());
            words.add(unit.status().active() + " " + unit.status().sub());
        }

        @Override
        public synchronized void removed(UnitName name) {
            names.add(name);
            words.add("removed");
        }

        public synchronized List<String> of(UnitName name) {
            return IntStream.range(0, names.size())
                    .filter(i -> names.get(i).equals(name))
                    .mapToObj(words::get)
                    .toList();
        }
    }

    /** Keeps what a log hands over. */
    protected static final class Lines implements LogSink {
        private final List<LogLine> lines = new ArrayList<>();
        private boolean ended;
        private Optional<FlotillaError> error = Optional.empty();

        public Lines() {}

        @Override
        public synchronized void lines(List<LogLine> more) {
            lines.addAll(more);
        }

        @Override
        public synchronized void end(Optional<FlotillaError> because) {
            ended = true;
            error = because;
        }

        public synchronized List<LogLine> lines() {
            return List.copyOf(lines);
        }

        public synchronized boolean isEnded() {
            return ended;
        }

        public synchronized Optional<FlotillaError> error() {
            return error;
        }
    }
}
