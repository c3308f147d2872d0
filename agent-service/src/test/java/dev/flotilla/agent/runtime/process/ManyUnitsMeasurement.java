package dev.flotilla.agent.runtime.process;

import dev.flotilla.agent.runtime.UnitToLoad;
import dev.flotilla.agent.runtime.process.unit.MachineIdentity;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Prints how long some hundred units take to load, start, stop and unload, and what they cost when nothing happens. Not a
 * test: run it by hand, with the number of runtimes and the number of units of each.
 */
final class ManyUnitsMeasurement {
    private ManyUnitsMeasurement() {}

    public static void main(String[] arguments) throws Exception {
        int runtimes = Integer.parseInt(arguments[0]);
        int units = Integer.parseInt(arguments[1]);
        List<ProcessRuntime> opened = new ArrayList<>();
        for (int i = 0; i < runtimes; i++) {
            Path directory = Files.createTempDirectory("many-units");
            opened.add(ProcessRuntime.open(
                    ProcessRuntimeSettings.of(directory, new MachineIdentity("machine" + i, Optional.empty())),
                    Clock.systemUTC()));
        }
        List<UnitName> names = IntStream.range(0, units)
                .mapToObj(i -> UnitName.parse("many@" + i + ".service"))
                .toList();
        UnitFile file = UnitFile.parse("many", "[Service]\nExecStart=/bin/sleep 100000\n");
        for (int round = 0; round < 3; round++) {
            measure(
                    "load",
                    opened,
                    r -> r.load(names.stream().map(n -> new UnitToLoad(n, file)).toList()));
            measure("start", opened, r -> all(names.stream().map(r::start).toList()));
            measure("stop", opened, r -> all(names.stream().map(r::stop).toList()));
            measure("start again", opened, r -> all(names.stream().map(r::start).toList()));
            if (round == 2) {
                idle();
            }
            measure("unload", opened, r -> r.unload(names));
            single(opened.getFirst());
        }
        opened.forEach(ProcessRuntime::close);
    }

    private static void single(ProcessRuntime runtime) {
        UnitName name = UnitName.parse("single.service");
        runtime.load(List.of(new UnitToLoad(name, UnitFile.parse("one", "[Service]\nExecStart=/bin/sleep 100000\n"))))
                .join();
        long begin = System.nanoTime();
        runtime.start(name).join();
        long started = System.nanoTime();
        runtime.stop(name).join();
        print("one start", started - begin);
        print("one stop", System.nanoTime() - started);
        runtime.unload(List.of(name)).join();
    }

    private static void idle() throws InterruptedException {
        Duration before = cpu();
        new CountDownLatch(1).await(10, TimeUnit.SECONDS);
        print("processor time of 10 s idle", cpu().minus(before).toNanos());
    }

    private static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private interface Action {
        CompletableFuture<?> on(ProcessRuntime runtime);
    }

    private static CompletableFuture<Void> all(List<? extends CompletableFuture<?>> futures) {
        return CompletableFuture.allOf(futures.toArray(CompletableFuture<?>[]::new));
    }

    private static void measure(String what, List<ProcessRuntime> runtimes, Action action) {
        Duration before = cpu();
        long begin = System.nanoTime();
        all(runtimes.stream().map(action::on).toList()).join();
        print(what, System.nanoTime() - begin);
        print("  its processor time", cpu().minus(before).toNanos());
    }

    private static void print(String what, long nanos) {
        System.out.printf(Locale.ROOT, "%-30s %8.1f ms%n", what, nanos / 1e6);
    }
}
