package dev.flotilla.benchmarks.load;

import dev.flotilla.benchmarks.process.ProcessFigures;
import dev.flotilla.benchmarks.process.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the services have used up to now. */
public record Usage(long nanos, Map<String, Double> cpuSeconds, Map<String, Double> mebibytes, double revision) {
    /** The process of the hollow machines and of the clients. */
    private static final String HARNESS = "harness";

    public static Usage of(ControlPlane plane) {
        Map<String, Double> cpu = new TreeMap<>();
        Map<String, Double> memory = new TreeMap<>();
        plane.services().forEach((service, processes) -> {
            cpu.put(service, total(processes, ProcessFigures::cpuSeconds));
            memory.put(service, total(processes, ProcessFigures::residentMebibytes));
        });
        String self = Long.toString(ProcessHandle.current().pid());
        cpu.put(HARNESS, read(self, ProcessFigures::cpuSeconds));
        return new Usage(System.nanoTime(), cpu, memory, plane.revision());
    }

    private interface Reading {
        double of(String pid) throws IOException;
    }

    private static double total(List<ServiceProcess> processes, Reading reading) {
        return processes.stream()
                .mapToDouble(process -> read(process.pid(), reading))
                .sum();
    }

    private static double read(String pid, Reading reading) {
        try {
            return reading.of(pid);
        } catch (IOException e) {
            throw new UncheckedIOException("process " + pid + " is gone", e);
        }
    }

    public double secondsSince(Usage before) {
        return (nanos - before.nanos) / 1e9;
    }

    /** CPU seconds of a service. */
    public double cpuSince(Usage before, String service) {
        return cpuSeconds.getOrDefault(service, 0.0) - before.cpuSeconds.getOrDefault(service, 0.0);
    }

    /** {@code <service>-us}: microseconds of CPU that each of so many operations took. */
    public Figures perOperation(Usage before, long operations) {
        var figures = new Figures();
        cpuSeconds
                .keySet()
                .forEach(service -> figures.put(service + "-us", cpuSince(before, service) * 1e6 / operations));
        return figures;
    }

    /** Of each service: {@code <service>-cpu} in per cent of a core, {@code <service>-mib} resident; {@code writes} a second. */
    public Figures since(Usage before) {
        var figures = new Figures();
        cpuSeconds
                .keySet()
                .forEach(service ->
                        figures.put(service + "-cpu", 100 * cpuSince(before, service) / secondsSince(before)));
        mebibytes.forEach((service, mebibytes) -> figures.put(service + "-mib", mebibytes));
        figures.put("writes", (revision - before.revision) / secondsSince(before));
        return figures;
    }
}
