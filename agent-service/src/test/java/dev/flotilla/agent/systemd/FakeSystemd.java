package dev.flotilla.agent.systemd;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * A systemd of records in memory, with the traits that matter: it reads linked files, sees changed ones only after a
 * reload, refuses a whole call for one wrong name, and tells the end of a job in a signal. It writes down what it was
 * asked for.
 */
final class FakeSystemd implements Systemd {
    static final Instant SINCE = Instant.ofEpochSecond(1_700_000_000);

    private final Map<String, Entry> units = new TreeMap<>();
    private final List<String> asked = new ArrayList<>();
    private final Set<Long> open = new HashSet<>();
    private SystemdListener listener;
    private Optional<String> failing = Optional.empty();
    private RuntimeException failure = new IllegalStateException("none");
    private boolean holding;
    private boolean away;
    private long jobs;

    private static final class Entry {
        Optional<Path> link = Optional.empty();
        Optional<UnitFile> content = Optional.empty();
        boolean ownOfTheMachine;
        String active = "inactive";
        String sub = "dead";
        long pid;
    }

    /** The machine has it itself. */
    synchronized void hasItself(String unit) {
        Entry entry = entry(unit);
        entry.ownOfTheMachine = true;
        entry.active = "active";
        entry.sub = "running";
    }

    /** Jobs do not end before {@link #finish}. */
    synchronized void hold() {
        holding = true;
    }

    /** Every job that was held ends. */
    void finish(String unit, String active, String sub, String result) {
        long job;
        synchronized (this) {
            job = open.stream().max(Long::compare).orElseThrow();
            open.remove(job);
            become(unit, active, sub);
        }
        tell(unit);
        listener.jobOver(job, result);
    }

    /** It changes, and a signal says so. */
    void changes(String unit, String active, String sub) {
        synchronized (this) {
            become(unit, active, sub);
        }
        tell(unit);
    }

    /** It changes, and the signal is lost. */
    synchronized void changesUnheard(String unit, String active, String sub) {
        become(unit, active, sub);
    }

    /** The next call that begins so does not reach systemd. */
    synchronized void failsAt(String call) {
        failing = Optional.of(call);
        failure = new FlotillaError.Unavailable("for the test").asException();
    }

    /** The next call that begins so is refused. */
    synchronized void refusesAt(String call) {
        failing = Optional.of(call);
        failure = new SystemdRefusal("org.freedesktop.DBus.Error.FileExists", "in the way");
    }

    /** Somebody takes its link away. */
    synchronized void loses(String unit) {
        entry(unit).link = Optional.empty();
        entry(unit).content = Optional.empty();
    }

    /** All jobs end, and nobody hears of it; calls fail until {@link #isBack}. */
    void goes() {
        synchronized (this) {
            away = true;
            open.clear();
        }
        listener.lost("for the test");
    }

    void isBack() {
        synchronized (this) {
            away = false;
        }
        listener.reconnected();
    }

    synchronized List<String> takeAsked() {
        List<String> words = List.copyOf(asked);
        asked.clear();
        return words;
    }

    @Override
    public void open(SystemdListener to) {
        listener = to;
    }

    @Override
    public CompletableFuture<List<ListedUnit>> list(List<UnitName> names) {
        if (names.isEmpty()) {
            return CompletableFuture.completedFuture(List.of()); // it is not asked for nothing
        }
        return answer("list " + names.size(), () -> names.stream()
                .map(name -> {
                    Entry entry = entry(name.value());
                    return new ListedUnit(load(entry), entry.active, entry.sub);
                })
                .toList());
    }

    private static String load(Entry entry) {
        if (entry.ownOfTheMachine) {
            return "loaded";
        }
        return entry.content
                .map(file ->
                        file.first("Service", "Type").filter("wrong"::equals).isPresent() ? "bad-setting" : "loaded")
                .orElse("not-found");
    }

    @Override
    public CompletableFuture<Void> link(Collection<Path> files) {
        return answer("link " + plain(files), () -> link(files, "refused by link"));
    }

    @Override
    public CompletableFuture<Void> enable(Collection<Path> files) {
        return answer("enable " + plain(files), () -> {
            if (files.stream().map(FakeSystemd::read).anyMatch(FakeSystemd::isWantedByTheImpossible)) {
                throw new SystemdRefusal("org.freedesktop.DBus.Error.InvalidArgs", "refused by enable");
            }
            return link(files, "refused by enable");
        });
    }

    private static boolean isWantedByTheImpossible(UnitFile file) {
        return file.first("Install", "WantedBy")
                .filter("impossible.target"::equals)
                .isPresent();
    }

    private Void link(Collection<Path> files, String words) {
        if (files.stream().anyMatch(file -> file.toString().contains("impossible"))) {
            throw new SystemdRefusal("org.freedesktop.DBus.Error.InvalidArgs", words);
        }
        files.forEach(file -> {
            Entry entry = entry(String.valueOf(file.getFileName()));
            entry.link = Optional.of(file);
            if (entry.content.isEmpty()) {
                entry.content = Optional.of(read(file));
            }
        });
        return null;
    }

    @Override
    public CompletableFuture<Void> disable(Collection<UnitName> names) {
        return answer("disable " + names.size(), () -> {
            names.forEach(name -> {
                entry(name.value()).link = Optional.empty();
                entry(name.value()).content = Optional.empty();
            });
            return null;
        });
    }

    @Override
    public CompletableFuture<Void> reload() {
        return answer("reload", () -> {
            units.values().forEach(entry -> entry.content = entry.link.map(FakeSystemd::read));
            return null;
        });
    }

    private static UnitFile read(Path file) {
        try {
            return UnitFile.parse("test", Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public CompletableFuture<Long> enqueue(JobVerb verb, UnitName name) {
        CompletableFuture<Long> answer = answer(verb.method() + " " + name, () -> {
            if (!load(entry(name.value())).equals("loaded")) {
                throw new SystemdRefusal("org.freedesktop.systemd1.NoSuchUnit", "Unit " + name + " not found.");
            }
            jobs++;
            open.add(jobs);
            return jobs;
        });
        if (!holding && !answer.isCompletedExceptionally()) {
            boolean up = verb != JobVerb.STOP;
            finish(name.value(), up ? "active" : "inactive", up ? "running" : "dead", "done");
        }
        return answer;
    }

    @Override
    public CompletableFuture<Void> resetFailed(UnitName unit) {
        return answer("reset-failed " + unit, () -> {
            throw new SystemdRefusal("org.freedesktop.systemd1.NoSuchUnit", "Unit " + unit + " not loaded.");
        });
    }

    @Override
    public synchronized CompletableFuture<Set<Long>> jobs() {
        return answer("jobs", () -> Set.copyOf(open));
    }

    @Override
    public CompletableFuture<String> loadError(UnitName unit) {
        return answer("load-error", () -> "Unit " + unit + " has a bad unit file setting.");
    }

    @Override
    public CompletableFuture<String> fragment(UnitName unit) {
        return answer("fragment", () -> {
            Entry entry = entry(unit.value());
            return entry.ownOfTheMachine
                    ? "/lib/systemd/system/" + unit
                    : entry.link.map(Path::toString).orElse("");
        });
    }

    @Override
    public CompletableFuture<Boolean> needsReload(UnitName unit) {
        return answer("needs-reload", () -> {
            Entry entry = entry(unit.value());
            return entry.link.isPresent() && !entry.link.map(FakeSystemd::read).equals(entry.content);
        });
    }

    @Override
    public CompletableFuture<Optional<Instant>> since(UnitName unit) {
        return answer("since", () -> Optional.of(SINCE));
    }

    @Override
    public CompletableFuture<OptionalLong> mainPid(UnitName unit) {
        return answer("main-pid", () -> OptionalLong.of(entry(unit.value()).pid));
    }

    @Override
    public CompletableFuture<String> failure(UnitName unit) {
        return answer("failure", () -> "exit-code, status 1");
    }

    @Override
    public CompletableFuture<String> systemState() {
        return answer("state", () -> "running");
    }

    @Override
    public void close() {}

    private synchronized <T> CompletableFuture<T> answer(String words, Supplier<T> work) {
        if (away) {
            return CompletableFuture.failedFuture(new FlotillaError.Unavailable("for the test").asException());
        }
        asked.add(words);
        if (failing.filter(words::startsWith).isPresent()) {
            failing = Optional.empty();
            return CompletableFuture.failedFuture(failure);
        }
        try {
            return CompletableFuture.completedFuture(work.get());
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void become(String unit, String active, String sub) {
        Entry entry = entry(unit);
        if (active.equals("active") && !entry.active.equals("active")) {
            entry.pid++;
        }
        entry.active = active;
        entry.sub = sub;
    }

    private void tell(String unit) {
        if (listener.watches(unit)) {
            Entry entry = entry(unit);
            listener.changed(new UnitChange(unit, entry.active, entry.sub, Optional.of(SINCE), false));
        }
    }

    private Entry entry(String unit) {
        return units.computeIfAbsent(unit, name -> new Entry());
    }

    private static String plain(Collection<Path> files) {
        return String.join(
                " ",
                files.stream()
                        .map(file -> String.valueOf(file.getFileName()))
                        .sorted()
                        .toList());
    }
}
