package dev.flotilla.benchmarks.watch;

import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.placement.Explanation;
import dev.flotilla.model.placement.Placement;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.registry.record.Records;
import dev.flotilla.registry.watch.Delivery;
import dev.flotilla.registry.watch.Kind;
import dev.flotilla.registry.watch.WatchCache;
import dev.flotilla.store.Change;
import dev.flotilla.store.Entry;
import dev.flotilla.store.Value;
import dev.flotilla.store.WatchBatch;
import dev.flotilla.store.key.KeyScheme;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * One placement changes: the cache takes it in and hands it to every watcher. The cost grows with the watchers and must not grow
 * with the cluster.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgs = "-Xmx2g")
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
@State(Scope.Benchmark)
public class FanOutBenchmark {
    private static final KeyScheme KEYS = new KeyScheme();
    private static final int HISTORY = 100_000;

    @Param({"2000", "20000", "100000", "200000"})
    private int units;

    @Param({"1", "10", "100"})
    private int watchers;

    private ScriptedStore store = new ScriptedStore(List.of(), 1);
    private long revision;

    @Setup
    public void fill(Blackhole sink) {
        List<Entry> entries = IntStream.range(0, units).mapToObj(this::unit).toList();
        store = new ScriptedStore(entries, revision);
        var cache = new WatchCache(new InlineLoop(), store, KEYS, HISTORY, Duration.ofSeconds(5));
        cache.start();
        for (int i = 0; i < watchers; i++) {
            follow(cache, sink);
        }
    }

    /** Asks for the next delivery as soon as it has one. */
    private static void follow(WatchCache cache, Blackhole sink) {
        var requests = new ArrayList<Runnable>();
        var subscription =
                cache.subscribe(EnumSet.allOf(Kind.class), cache.cluster().revision(), "", delivery -> {
                    if (delivery instanceof Delivery.Compacted) {
                        throw new IllegalStateException(delivery.toString());
                    }
                    sink.consume(delivery);
                    requests.forEach(Runnable::run);
                });
        requests.add(subscription::request);
        subscription.request();
    }

    private static UnitName name(long number) {
        return UnitName.parse("app%d@%d.service".formatted(number / 100, number % 100));
    }

    private Entry unit(int number) {
        UnitFile file = UnitFile.parse("unit", "[Service]\nExecStart=/bin/true\n");
        Unit unit = Unit.define(name(number), file, DesiredState.LAUNCHED, Instant.EPOCH, "");
        return entry(KEYS.unit(unit.name().value()), Records.unit(unit));
    }

    private Entry entry(String key, Value value) {
        revision++;
        return new Entry(key, value, revision, revision, Optional.empty());
    }

    @Benchmark
    public void onePlacement() {
        UnitName unit = name(revision % units);
        var machine = new MachineId("%032x".formatted(revision % 5_000));
        var placement = new Placement(unit, machine, 1, Explanation.of("fits"), Instant.EPOCH, 0);
        Entry entry = entry(KEYS.placement(unit.value()), Records.placement(placement));
        store.tell(new WatchBatch(entry.modRevision(), List.of(new Change.Put(entry))));
    }
}
