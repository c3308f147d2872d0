package dev.flotilla.benchmarks.store;

import dev.flotilla.benchmarks.process.EtcdMembers;
import dev.flotilla.benchmarks.process.Ports;
import dev.flotilla.store.CommitResult;
import dev.flotilla.store.Store;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Value;
import dev.flotilla.store.Write;
import dev.flotilla.store.embedded.EmbeddedStore;
import dev.flotilla.store.etcd.EtcdSettings;
import dev.flotilla.store.etcd.EtcdStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Keys written durably in a second: 136 bytes each, in the file of a process, and in etcd members on this box. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
        value = 1,
        jvmArgs = {"--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"})
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 3)
@State(Scope.Benchmark)
public class StoreBenchmark {
    private static final int WRITERS = 64;
    private static final int KEYS = 100;
    private static final Value VALUE = new Value(new byte[136]);

    @Param({"embedded", "etcd1", "etcd3"})
    private String kind = "";

    private Optional<EtcdMembers> etcd = Optional.empty();
    private Optional<Store> store = Optional.empty();
    private Path home = Path.of(".");
    private long next;

    @Setup
    public void open() throws IOException, InterruptedException {
        home = Files.createTempDirectory("flotilla-store");
        if (kind.equals("embedded")) {
            store = Optional.of(EmbeddedStore.open(home.resolve("store.db")));
            return;
        }
        int members = kind.equals("etcd3") ? 3 : 1;
        etcd = Optional.of(EtcdMembers.start(members, Ports.anywhere(), home));
        URI[] endpoints = Arrays.stream(etcd.get().endpoints().split(","))
                .map(URI::create)
                .toArray(URI[]::new);
        store = Optional.of(EtcdStore.connect(EtcdSettings.of(endpoints)));
    }

    @TearDown
    public void close() throws IOException {
        store.ifPresent(Store::close);
        etcd.ifPresent(EtcdMembers::close);
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }

    private Write put() {
        return new Write.Put("/bench/" + next++ % 10_000, VALUE);
    }

    private CompletableFuture<CommitResult> commit(Write... writes) {
        return store.orElseThrow().commit(Transaction.of(writes));
    }

    /** One commit after the other. */
    @Benchmark
    public CommitResult oneWriter() {
        return commit(put()).join();
    }

    /** As many commits at the same time. */
    @Benchmark
    @OperationsPerInvocation(WRITERS)
    public void sixtyFourWriters() {
        CompletableFuture.allOf(
                        IntStream.range(0, WRITERS).mapToObj(i -> commit(put())).toArray(CompletableFuture[]::new))
                .join();
    }

    /** One commit after the other, of many keys each. */
    @Benchmark
    @OperationsPerInvocation(KEYS)
    public CommitResult hundredKeysACommit() {
        return commit(IntStream.range(0, KEYS).mapToObj(i -> put()).toArray(Write[]::new))
                .join();
    }
}
