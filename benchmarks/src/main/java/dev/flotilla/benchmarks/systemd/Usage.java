package dev.flotilla.benchmarks.systemd;

/**
 * What a service of a machine had used at one moment.
 *
 * @param nanos when, on the clock of {@link System#nanoTime()}
 * @param rss resident, in MiB
 * @param pss resident, shared pages divided among those who share them, in MiB
 */
record Usage(long nanos, double cpuSeconds, long rss, long pss) {

    /** Of a service of a machine's systemd. */
    static Usage of(String machine, String service) {
        String pid = Docker.exec(machine, "systemctl", "show", "--value", "-p", "MainPID", service);
        String[] stat = Docker.exec(machine, "cat", "/proc/" + pid + "/stat")
                .replaceAll(".*\\) ", "")
                .split(" ");
        long nanos = System.nanoTime();
        String memory = Docker.exec(machine, "cat", "/proc/" + pid + "/smaps_rollup");
        // Fields 14 and 15 of proc(5), of which two are cut off, in hundredths of a second.
        double cpuSeconds = (Long.parseLong(stat[11]) + Long.parseLong(stat[12])) / 100.0;
        return new Usage(nanos, cpuSeconds, mebibytes(memory, "Rss:"), mebibytes(memory, "Pss:"));
    }

    double percentOfACoreSince(Usage before) {
        return (cpuSeconds - before.cpuSeconds) * 1e11 / (nanos - before.nanos);
    }

    String memory() {
        return rss + " / " + pss + " MiB";
    }

    private static long mebibytes(String rollup, String field) {
        return rollup.lines()
                .filter(line -> line.startsWith(field))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(0);
    }
}
