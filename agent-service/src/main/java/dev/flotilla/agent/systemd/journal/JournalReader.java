package dev.flotilla.agent.systemd.journal;

import dev.flotilla.agent.runtime.LogLine;
import dev.flotilla.agent.runtime.LogQuery;
import dev.flotilla.agent.runtime.LogSink;
import dev.flotilla.agent.runtime.Subscription;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.unit.UnitName;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One run of {@code journalctl}. A reader that takes nothing holds up the pipe, and so nobody but that process. */
final class JournalReader implements Runnable, Subscription {
    private static final int MOST_AT_ONCE = 200;
    private static final int MOST_WORDS = 500;

    private final List<String> journalctl;
    private final UnitName unit;
    private final LogQuery query;
    private final boolean known;
    private final LogSink sink;
    private final Consumer<JournalReader> over;
    private @Nullable Process process;
    private boolean closed;

    JournalReader(
            List<String> journalctl,
            UnitName unit,
            LogQuery query,
            boolean known,
            LogSink sink,
            Consumer<JournalReader> over) {
        this.journalctl = journalctl;
        this.unit = unit;
        this.query = query;
        this.known = known;
        this.sink = sink;
        this.over = over;
    }

    @Override
    public void run() {
        Optional<FlotillaError> error;
        try {
            error = known || hasEntries() ? follow() : Optional.of(notFound());
        } catch (IOException e) {
            error = Optional.of(new FlotillaError.Unavailable("the journal cannot be read: " + e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            error = Optional.of(new FlotillaError.Unavailable("interrupted"));
        } finally {
            over.accept(this);
        }
        if (!isClosed()) {
            sink.end(error);
        }
    }

    private boolean hasEntries() throws IOException, InterruptedException {
        Process asking = new ProcessBuilder(command(LogQuery.last(1))).start();
        asking.getOutputStream().close();
        boolean any = asking.getInputStream().readAllBytes().length > 0;
        asking.waitFor(1, TimeUnit.SECONDS);
        return any;
    }

    private Optional<FlotillaError> follow() throws IOException, InterruptedException {
        Process reading = begin();
        if (reading == null) {
            return Optional.empty();
        }
        try (BufferedReader lines = reading.inputReader(StandardCharsets.UTF_8)) {
            List<LogLine> batch = new ArrayList<>();
            String line;
            while ((line = lines.readLine()) != null) {
                batch.add(JournalEntry.parse(line));
                if (batch.size() == MOST_AT_ONCE || !lines.ready()) {
                    hand(batch);
                    batch = new ArrayList<>();
                }
            }
            hand(batch);
            String words = words(reading);
            return reading.waitFor() == 0
                    ? Optional.empty()
                    : Optional.of(new FlotillaError.Unavailable("journalctl failed: " + words));
        } catch (IOException e) {
            if (isClosed()) {
                return Optional.empty();
            }
            throw e;
        } finally {
            reading.destroy();
        }
    }

    private static String words(Process reading) throws IOException {
        String words = new String(reading.getErrorStream().readNBytes(MOST_WORDS), StandardCharsets.UTF_8);
        return words.strip();
    }

    private void hand(List<LogLine> batch) {
        if (!batch.isEmpty() && !isClosed()) {
            sink.lines(List.copyOf(batch));
        }
    }

    private synchronized @Nullable Process begin() throws IOException {
        if (closed) {
            return null;
        }
        process = new ProcessBuilder(command(query)).start();
        process.getOutputStream().close();
        return process;
    }

    private List<String> command(LogQuery asked) {
        List<String> command = new ArrayList<>(journalctl);
        command.addAll(List.of("--no-pager", "--quiet", "--output=json", "--all"));
        command.add("--output-fields=" + JournalEntry.FIELDS);
        command.add("--unit=" + unit.value());
        command.add("--lines=" + (asked.lines() < 0 ? "all" : asked.lines()));
        asked.since().ifPresent(since -> command.add("--since=@" + seconds(since)));
        if (asked.follow()) {
            command.add("--follow");
        }
        return command;
    }

    private static String seconds(Instant since) {
        return "%d.%06d".formatted(since.getEpochSecond(), since.getNano() / 1000);
    }

    private FlotillaError notFound() {
        return new FlotillaError.NotFound("there is no log of " + unit);
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (process != null) {
            process.destroy();
        }
    }
}
