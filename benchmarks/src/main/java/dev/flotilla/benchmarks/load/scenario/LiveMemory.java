package dev.flotilla.benchmarks.load.scenario;

import dev.flotilla.benchmarks.process.Metrics;
import dev.flotilla.benchmarks.process.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** What a service really holds: its heap after a full collection, and its buffers. */
final class LiveMemory {
    private LiveMemory() {}

    /** Bytes. */
    static double of(ServiceProcess service) throws InterruptedException {
        collect(service);
        Metrics metrics = Metrics.of(service);
        return metrics.sum("jvm_memory_used_bytes", "area=\"heap\"") + metrics.sum("jvm_buffer_memory_used_bytes");
    }

    private static void collect(ServiceProcess service) throws InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try {
            new ProcessBuilder(jcmd, service.pid(), "GC.run")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("no jcmd beside this JVM", e);
        }
    }
}
