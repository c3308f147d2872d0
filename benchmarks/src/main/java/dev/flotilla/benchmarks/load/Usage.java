package dev.flotilla.benchmarks.load;

import dev.flotilla.benchmarks.process.Box;
import dev.flotilla.benchmarks.process.ProcessFigures;
import dev.flotilla.benchmarks.process.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the services have used up to now. */
public record Usage(
        long nanos, Map<String, Double> cpuSeconds, Map<String, Double> mebibytes, double revision, double boxSeconds) {
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
        return new Usage(System.nanoTime(), cpu, memory, plane.revision(), Box.busySeconds());
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

    /**
     * {@code <service>-us}: microseconds of CPU that each of so many operations took; {@code total-us} for all together,
     * {@code control-us} for registry and scheduler; {@code capacity}: operations a second if the box did nothing else.
     */
    public Figures perOperation(Usage before, long operations) {
        return perOperation(before, operations, new Figures());
    }

    /**
     * The same without what would have been used anyway.
     *
     * @param quiet {@code <service>-cpu} of a time when nothing was done
     */
    public Figures perOperation(Usage before, long operations, Figures quiet) {
        var figures = new Figures();
        double total = 0;
        double control = 0;
        for (String service : cpuSeconds.keySet()) {
            double anyway = quiet.values().getOrDefault(service + "-cpu", 0.0) / 100 * secondsSince(before);
            double micros = (cpuSince(before, service) - anyway) * 1e6 / operations;
            figures.put(service + "-us", micros);
            total += micros;
            control += service.equals("registry") || service.equals("scheduler") ? micros : 0;
        }
        return figures.put("total-us", total).put("control-us", control).put("capacity", Box.cores() * 1e6 / total);
    }

    /**
     * Of each service: {@code <service>-cpu} in per cent of a core, {@code <service>-mib} resident; {@code writes} a second;
     * {@code others-cpu}: what everything else on this box used.
     */
    public Figures since(Usage before) {
        var figures = new Figures();
        cpuSeconds
                .keySet()
                .forEach(service ->
                        figures.put(service + "-cpu", 100 * cpuSince(before, service) / secondsSince(before)));
        double ours = cpuSeconds.keySet().stream()
                .mapToDouble(service -> cpuSince(before, service))
                .sum();
        figures.put("others-cpu", 100 * Math.max(0, boxSeconds - before.boxSeconds - ours) / secondsSince(before));
        mebibytes.forEach((service, mebibytes) -> figures.put(service + "-mib", mebibytes));
        figures.put("writes", (revision - before.revision) / secondsSince(before));
        return figures;
    }
}
