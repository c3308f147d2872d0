package dev.flotilla.benchmarks.systemd;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Three machines with systemd, in containers: how long units take from the first request until systemd has them active,
 * beside what {@code systemctl} takes for as many on the same machines in the same run; what agents and sidekicks cost; how
 * soon the loss of a machine or a scheduler is made good.
 */
public final class SystemdBenchmark {
    private static final int MACHINES = 3;
    private static final int SINGLES = 30;
    /** Of agents that are warm. */
    private static final int ROUNDS = 3;

    private static final int MOST_ABOVE_ALONE_MILLIS = 60;
    private static final double MOST_TIMES_ALONE = 1.5;
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("EEE yyyy-MM-dd HH:mm:ss.SSSSSS z", Locale.ROOT);

    private final Machines machines;
    private final FleetApi api;
    private final SystemdAlone alone;
    private final Footprint footprint;
    private final Losses losses;

    private SystemdBenchmark(Machines machines) {
        this.machines = machines;
        this.api = machines.api();
        this.alone = new SystemdAlone(machines);
        this.footprint = new Footprint(machines, api);
        this.losses = new Losses(machines, api);
    }

    /**
     * @param arguments the project's root; then, to leave out the longest part, {@code --short}
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<Integer> counts = List.of(arguments).contains("--short") ? List.of(300) : List.of(300, 1000);
        try (Machines machines = Machines.up(Path.of(arguments[0]), MACHINES)) {
            Rows.head();
            new SystemdBenchmark(machines).run(counts);
        }
    }

    private void run(List<Integer> counts) throws InterruptedException {
        double aloneSingle = alone.single(SINGLES);
        machines.startAgents(api);
        machines.awaitSchedulers();
        footprint.idle("idle, no units");
        warmUp();
        single(aloneSingle);
        for (int count : counts) {
            many(count);
        }
        machines.startAgents(api);
        footprint.agentStart();
        footprint.sidekick();
        losses.leader();
        losses.shutdown();
        losses.kill();
    }

    private void warmUp() {
        List<String> units = names("warm", 60);
        FleetApi.together(units, api::launch);
        api.awaitActive(units.size());
        FleetApi.together(units, api::destroy);
        api.awaitNothing();
    }

    private void single(double aloneMillis) {
        Map<String, Instant> asked = new HashMap<>();
        List<Double> shown = new ArrayList<>();
        for (String unit : names("single", SINGLES)) {
            Instant start = Instant.now();
            asked.put(unit, start);
            api.launch(unit);
            api.awaitActive(unit);
            shown.add(seconds(start, Instant.now()) * 1000);
        }
        Map<String, Instant> active = activeSince("single-*");
        List<Double> millis = asked.entrySet().stream()
                .map(unit -> seconds(unit.getValue(), Objects.requireNonNull(active.get(unit.getKey()))) * 1000)
                .toList();
        Rows.row(
                "PUT launched -> active in systemd, median",
                "%.0f ms".formatted(Median.of(millis)),
                "%.0f ms".formatted(aloneMillis),
                "%.0f ms".formatted(aloneMillis + MOST_ABOVE_ALONE_MILLIS));
        Rows.row("PUT launched -> active in /fleet/v1/state, median", "%.0f ms".formatted(Median.of(shown)), "", "");
        FleetApi.together(List.copyOf(asked.keySet()), api::destroy);
        api.awaitNothing();
    }

    /** systemd alone before and after, so that what else the box does falls on both. Agents are stopped afterwards. */
    private void many(int count) throws InterruptedException {
        List<SystemdAlone.Times> alones = new ArrayList<>(aloneTwice(count));
        machines.startAgents(api);
        Times cold = round(count, 0);
        List<Times> warm = new ArrayList<>();
        for (int round = 1; round <= ROUNDS; round++) {
            warm.add(round(count, round));
        }
        alones.addAll(aloneTwice(count));
        double start = median(alones, SystemdAlone.Times::start);
        compare(
                count + " units on 3 machines, first PUT -> last active in systemd",
                median(warm, Times::active),
                start);
        Rows.row("  until the last is active in /fleet/v1/state", seconds(median(warm, Times::shown)), "", "");
        compare("  the same, agents that were started a moment before", cold.active(), start);
        compare(
                "destroy of " + count + ", first DELETE -> last stopped in systemd",
                median(warm, Times::stopped),
                median(alones, SystemdAlone.Times::stop));
    }

    private List<SystemdAlone.Times> aloneTwice(int count) {
        machines.stopAgents();
        return List.of(alone.many(count / MACHINES), alone.many(count / MACHINES));
    }

    /**
     * Seconds of one round.
     *
     * @param active from the first PUT to the last unit active in systemd
     * @param shown from the first PUT to the last active in the API
     * @param stopped from the first DELETE to the last unit stopped
     */
    private record Times(double active, double shown, double stopped) {}

    private Times round(int count, int round) throws InterruptedException {
        List<String> units = names("many-" + round, count);
        Instant start = Instant.now();
        FleetApi.together(units, api::launch);
        api.awaitActive(count);
        double shown = seconds(start, Instant.now());
        double active = seconds(
                start,
                activeSince("many-" + round + "-*").values().stream()
                        .max(Instant::compareTo)
                        .orElseThrow());
        if (round == ROUNDS) {
            footprint.idle("idle, " + count / MACHINES + " units a machine");
        }
        Instant destroy = Instant.now();
        FleetApi.together(units, api::destroy);
        api.awaitNothing();
        return new Times(active, shown, seconds(destroy, lastStop("many-" + round)));
    }

    private static <T> double median(List<T> times, ToDoubleFunction<T> of) {
        return Median.of(times.stream().map(of::applyAsDouble).toList());
    }

    private static String seconds(double seconds) {
        return "%.2f s".formatted(seconds);
    }

    private static void compare(String what, double ours, double alone) {
        Rows.row(what, seconds(ours), seconds(alone), seconds(alone * MOST_TIMES_ALONE));
    }

    /** When systemd had each of these active. */
    private Map<String, Instant> activeSince(String pattern) {
        Map<String, Instant> since = new HashMap<>();
        String script = "systemctl show --timestamp=us+utc -p Id,ActiveEnterTimestamp '" + pattern + "'";
        for (String said : machines.everywhere(script)) {
            since.putAll(read(said));
        }
        return since;
    }

    private static Map<String, Instant> read(String said) {
        Map<String, Instant> since = new HashMap<>();
        for (String unit : said.split("\n\n")) {
            Map<String, String> properties = new HashMap<>();
            unit.lines().map(line -> line.split("=", 2)).forEach(line -> properties.put(line[0], line[1]));
            String stamp = properties.getOrDefault("ActiveEnterTimestamp", "");
            if (!stamp.isEmpty()) {
                since.put(
                        properties.get("Id"), ZonedDateTime.parse(stamp, STAMP).toInstant());
            }
        }
        return since;
    }

    /** By the journal: a destroyed unit leaves nothing else behind. */
    private Instant lastStop(String prefix) {
        String script = "journalctl -q -o short-unix -n 20000 -t systemd | grep 'Stopped " + prefix
                + "' | tail -n 1 | cut -d ' ' -f 1";
        double last = machines.everywhere(script).stream()
                .filter(said -> !said.isEmpty())
                .mapToDouble(Double::parseDouble)
                .max()
                .orElseThrow();
        return Instant.ofEpochSecond(0, Math.round(last * 1e9));
    }

    private static List<String> names(String prefix, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> prefix + "-" + i + ".service")
                .toList();
    }

    private static double seconds(Instant from, Instant to) {
        return (to.toEpochMilli() - from.toEpochMilli()) / 1e3;
    }
}
