package dev.flotilla.cli.fake;

import dev.flotilla.cli.json.Json;
import dev.flotilla.model.requirement.Requirements;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.model.unit.UnitOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Units on machines, in memory: a unit goes to the machine with the fewest units that it does not conflict with, and takes
 * a look or two to get where it is wanted.
 */
public final class FakeCluster {
    private static final List<String> DOWN = List.of("failed", "inactive");

    private final SortedMap<String, SortedMap<String, String>> machines = new TreeMap<>();
    private final Map<String, String> addresses = new LinkedHashMap<>();
    private final SortedMap<String, FakeUnit> units = new TreeMap<>();
    private final List<Json> events = new ArrayList<>();
    private final List<Json> instances = new ArrayList<>();
    private final List<Json> malformed = new ArrayList<>();
    private final List<String> lost = new ArrayList<>();
    private final Map<String, Json> joinTokens = new LinkedHashMap<>();
    private boolean braking;

    static final class FakeUnit {
        UnitFile file;
        String desired;
        String current = "inactive";
        String active = "";
        String load = "loaded";
        String detail = "";
        String runningHash = "";
        Optional<String> machine = Optional.empty();
        Optional<String> waits = Optional.empty();
        /** Looks until it is where it is wanted. */
        int lag;

        String whenStarted = "active";
        boolean neverArrives;
        /** What it is where it is not what it is on the others. */
        final Map<String, String> activeOn = new HashMap<>();
        /** What machines show of it where it is no more. */
        final Map<String, String> leftBehind = new HashMap<>();
        /** It was asked for again, and is to be started where it does not run. */
        boolean again;
        /** How often it has become something else. */
        int turns;

        FakeUnit(UnitFile file, String desired) {
            this.file = file;
            this.desired = desired;
        }
    }

    /** Two machines as in fleet's own examples. */
    public static FakeCluster ofTwo() {
        FakeCluster cluster = new FakeCluster();
        cluster.machine("05c0472b1b2c3d4e5f60718293a4b5c6", "172.18.1.2", Map.of("disk", "ssd", "host", "service_02"));
        cluster.machine("45e8fd5a1b2c3d4e5f60718293a4b5c6", "172.18.1.3", Map.of());
        return cluster;
    }

    public synchronized void machine(String id, String ip, Map<String, String> metadata) {
        machines.put(id, new TreeMap<>(metadata));
        addresses.put(id, ip);
    }

    public synchronized void lose(String id) {
        lost.add(id);
    }

    public synchronized void brake(boolean engaged) {
        braking = engaged;
    }

    /** What the machine makes of the unit when it is started. */
    public synchronized void becomesWhenStarted(String name, String active) {
        units.get(name).whenStarted = active;
    }

    public synchronized void failWhenStarted(String name) {
        becomesWhenStarted(name, "failed");
    }

    public synchronized void neverArrives(String name) {
        units.get(name).neverArrives = true;
    }

    /** The unit ends by itself. */
    public synchronized void end(String name, String active) {
        units.get(name).active = active;
        units.get(name).turns++;
    }

    /** A global unit ends by itself on one machine. */
    public synchronized void endOn(String machine, String name, String active) {
        units.get(name).activeOn.put(machine, active);
        units.get(name).turns++;
    }

    /** The unit is placed elsewhere, and the machine that it was on still shows what became of it there. */
    public synchronized void leaveBehind(String machine, String name, String active) {
        units.get(name).leftBehind.put(machine, active);
    }

    /** Its machine's runtime will not have it. */
    public synchronized void unloadable(String name, String load, String detail) {
        units.get(name).load = load;
        units.get(name).detail = detail;
    }

    /** Its machine's runtime has something to say of it. */
    public synchronized void remarked(String name, String detail) {
        units.get(name).detail = detail;
    }

    public synchronized void submitted(String name, String text) {
        units.put(name, new FakeUnit(UnitFile.parse(name, text), "inactive"));
    }

    public synchronized void running(String name, String text) {
        submitted(name, text);
        want(name, "launched");
        settle(units.get(name));
    }

    public synchronized String desired(String name) {
        return units.get(name).desired;
    }

    public synchronized String active(String name) {
        return units.get(name).active;
    }

    public synchronized String content(String name) {
        return units.get(name).file.serialize();
    }

    synchronized boolean has(String name) {
        return units.containsKey(name);
    }

    synchronized boolean hasMachine(String id) {
        return machines.containsKey(id);
    }

    synchronized void destroy(String name) {
        units.remove(name);
    }

    /** Whether its content is new. */
    synchronized boolean put(String name, String desired, Json options) {
        boolean created = false;
        if (options.isPresent()) {
            UnitFile file = UnitFile.of(options.items().stream()
                    .map(o -> new UnitOption(
                            o.at("section").text(),
                            o.at("name").text(),
                            o.at("value").text()))
                    .toList());
            created = !has(name) || !units.get(name).file.equals(file);
            units.computeIfAbsent(name, n -> new FakeUnit(file, "inactive")).file = file;
        }
        want(name, desired);
        return created;
    }

    public synchronized void want(String name, String desired) {
        FakeUnit unit = units.get(name);
        unit.desired = desired;
        unit.again = desired.equals("launched") && unit.current.equals("launched") && isDown(unit);
        unit.lag = 2;
        unit.waits = Optional.empty();
        if (desired.equals("inactive")) {
            unit.machine = Optional.empty();
        } else if (unit.machine.isEmpty() && !isGlobal(name)) {
            place(name, unit);
        }
    }

    private boolean isGlobal(String name) {
        return requirements(name).global();
    }

    private Requirements requirements(String name) {
        return Requirements.of(UnitName.parse(name), units.get(name).file);
    }

    private void place(String name, FakeUnit unit) {
        unit.machine = machines.keySet().stream()
                .filter(id -> !lost.contains(id))
                .filter(id -> units.entrySet().stream()
                        .noneMatch(other -> other.getValue().machine.equals(Optional.of(id))
                                && requirements(name)
                                        .conflictsWith(
                                                UnitName.parse(name),
                                                UnitName.parse(other.getKey()),
                                                requirements(other.getKey()))))
                .min(Comparator.comparingLong((String id) -> units.values().stream()
                                .filter(other -> other.machine.equals(Optional.of(id)))
                                .count())
                        .thenComparing(id -> id));
        if (unit.machine.isEmpty()) {
            unit.waits = Optional.of("0 of 2 machines: 2 conflict with apache@1.service");
        }
    }

    private void look(FakeUnit unit) {
        if (unit.lag > 0) {
            unit.lag--;
        }
        if (unit.lag == 0 && !unit.neverArrives) {
            settle(unit);
        }
    }

    private void settle(FakeUnit unit) {
        if (unit.waits.isPresent() || (unit.current.equals(unit.desired) && hasContent(unit) && !unit.again)) {
            return;
        }
        unit.again = false;
        unit.activeOn.clear();
        unit.turns++;
        unit.current = unit.desired;
        unit.runningHash = unit.file.hash().hex();
        unit.active = switch (unit.desired) {
            case "launched" -> unit.whenStarted;
            case "loaded" -> "inactive";
            default -> "";
        };
    }

    private static boolean isDown(FakeUnit unit) {
        return DOWN.contains(unit.active) || unit.activeOn.values().stream().anyMatch(DOWN::contains);
    }

    private static boolean hasContent(FakeUnit unit) {
        return unit.runningHash.isEmpty()
                || unit.runningHash.equals(unit.file.hash().hex());
    }

    synchronized List<Json> units() {
        units.values().forEach(this::look);
        return units.keySet().stream().map(name -> unit(name, false)).toList();
    }

    synchronized Json unit(String name) {
        look(units.get(name));
        return unit(name, true);
    }

    private Json unit(String name, boolean withOptions) {
        FakeUnit unit = units.get(name);
        Map<String, Json> fields = new LinkedHashMap<>();
        fields.put("name", Json.of(name));
        fields.put("hash", Json.of(unit.file.hash().hex()));
        fields.put("desiredState", Json.of(unit.desired));
        fields.put("currentState", Json.of(unit.current));
        fields.put("global", Json.of(isGlobal(name)));
        fields.put("description", Json.of(unit.file.description()));
        unit.machine.ifPresent(id -> fields.put("machineID", Json.of(id)));
        unit.waits.ifPresent(why -> fields.put("pending", new Json.Fields(Map.of("reason", Json.of(why)))));
        fields.put("states", new Json.Items(statesOf(name)));
        fields.put("changedBy", Json.of("alice@laptop"));
        if (withOptions) {
            fields.put(
                    "options",
                    new Json.Items(unit.file.options().stream()
                            .map(FakeCluster::option)
                            .toList()));
        }
        return new Json.Fields(fields);
    }

    private static Json option(UnitOption option) {
        return new Json.Fields(Map.of(
                "section", Json.of(option.section()),
                "name", Json.of(option.name()),
                "value", Json.of(option.value())));
    }

    synchronized List<Json> states() {
        return units.keySet().stream().flatMap(name -> statesOf(name).stream()).toList();
    }

    private List<Json> statesOf(String name) {
        FakeUnit unit = units.get(name);
        if (unit.current.equals("inactive")) {
            return List.of();
        }
        List<String> places = isGlobal(name)
                ? List.copyOf(machines.keySet())
                : unit.machine.map(List::of).orElse(List.of());
        return Stream.concat(
                        unit.leftBehind.entrySet().stream()
                                .map(left -> state(name, unit, left.getKey(), left.getValue())),
                        places.stream().map(id -> state(name, unit, id, unit.activeOn.getOrDefault(id, unit.active))))
                .toList();
    }

    private static Json state(String name, FakeUnit unit, String machine, String active) {
        Map<String, Json> fields = new LinkedHashMap<>();
        fields.put("unit", Json.of(name));
        fields.put("machineID", Json.of(machine));
        fields.put("hash", Json.of(unit.runningHash));
        fields.put("observedState", Json.of(unit.current));
        fields.put("load", Json.of(unit.load));
        fields.put("detail", Json.of(unit.detail));
        fields.put("active", Json.of(active));
        fields.put("since", Json.of("2026-11-20T10:00:00." + unit.turns + "Z"));
        fields.put(
                "sub",
                Json.of(
                        switch (active) {
                            case "active" -> "running";
                            case "failed" -> "failed";
                            default -> "dead";
                        }));
        return new Json.Fields(fields);
    }

    synchronized List<Json> machines(boolean all) {
        List<Json> found = new ArrayList<>();
        machines.forEach((id, metadata) -> {
            if (all || !lost.contains(id)) {
                Map<String, Json> values = new LinkedHashMap<>();
                metadata.forEach((key, value) -> values.put(key, Json.of(value)));
                Map<String, Json> fields = new LinkedHashMap<>();
                fields.put("id", Json.of(id));
                fields.put("primaryIP", Json.of(addresses.get(id)));
                fields.put("status", Json.of(lost.contains(id) ? "lost" : "online"));
                fields.put("metadata", new Json.Fields(values));
                fields.put("agentVersion", Json.of("1.2.3"));
                found.add(new Json.Fields(fields));
            }
        });
        return found;
    }

    public synchronized void metadata(String machine, String key, Optional<String> value) {
        value.ifPresentOrElse(text -> machines.get(machine).put(key, text), () -> machines.get(machine)
                .remove(key));
    }

    public synchronized Map<String, String> metadata(String machine) {
        return Map.copyOf(machines.get(machine));
    }

    synchronized Json brake() {
        return new Json.Fields(Map.of(
                "engaged", Json.of(braking),
                "lost", Json.of(7),
                "total", Json.of(12),
                "since", Json.of("2026-11-20T10:00:00Z")));
    }

    synchronized void releaseBrake() {
        braking = false;
    }

    public synchronized void event(long revision, String type, String sentence) {
        Map<String, Json> fields = new LinkedHashMap<>();
        fields.put("revision", Json.of(revision));
        fields.put("time", Json.of("2026-11-20T10:00:0" + revision % 10 + "Z"));
        fields.put("type", Json.of(type));
        fields.put("sentence", Json.of(sentence));
        events.add(new Json.Fields(fields));
    }

    synchronized List<Json> events(String query) {
        long since = number(query, "since");
        return events.stream().filter(e -> e.at("revision").number() > since).toList();
    }

    /** An instance of a service as the gateway tells of it; without a machine another program wrote the record. */
    public synchronized void instance(String service, String name, String status, String host, String machine) {
        Map<String, Json> fields = new LinkedHashMap<>();
        fields.put("service", Json.of(service));
        fields.put("name", Json.of(name));
        fields.put("status", Json.of(status));
        fields.put("host", Json.of(host));
        fields.put("port", Json.of(80));
        if (!machine.isEmpty()) {
            fields.put("version", Json.of("52c7248a14"));
            fields.put("machineID", Json.of(machine));
            fields.put("unit", Json.of(name + ".service"));
        }
        fields.put("tags", new Json.Items(List.of(Json.of("a"), Json.of("b"))));
        instances.add(new Json.Fields(fields));
    }

    /** A record of another program that nobody can use. */
    public synchronized void malformed(String key, String reason) {
        malformed.add(new Json.Fields(Map.of("key", Json.of(key), "reason", Json.of(reason))));
    }

    /** The answer to who asks for services; empty when nobody knows the one that is asked for. */
    synchronized Optional<Json> services(Optional<String> service, boolean all) {
        List<Json> known = instances.stream()
                .filter(instance -> service.isEmpty()
                        || service.get().equals(instance.at("service").text()))
                .toList();
        if (service.isPresent() && known.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Json> fields = new LinkedHashMap<>();
        fields.put("revision", Json.of(7));
        fields.put(
                "instances",
                new Json.Items(known.stream()
                        .filter(instance -> all || instance.at("status").text().equals("passing"))
                        .toList()));
        fields.put("malformed", new Json.Items(malformed));
        return Optional.of(new Json.Fields(fields));
    }

    static long number(String query, String name) {
        for (String part : query.split("&")) {
            if (part.startsWith(name + "=")) {
                return Long.parseLong(part.substring(name.length() + 1));
            }
        }
        return 0;
    }

    private static Json state(FakeUnit unit) {
        return new Json.Fields(Map.of(
                "machineID", Json.of(unit.machine.orElse("")),
                "load", Json.of(unit.load),
                "active", Json.of(unit.active),
                "detail", Json.of(unit.detail)));
    }

    synchronized Json explanation(String name) {
        FakeUnit unit = units.get(name);
        Map<String, Json> fields = new LinkedHashMap<>();
        fields.put("unit", Json.of(name));
        if (isGlobal(name)) {
            fields.put("summary", Json.of("global: on 1 of 2 machines"));
            List<Json> verdicts = new ArrayList<>();
            machines.forEach((id, metadata) -> verdicts.add(new Json.Fields(
                    metadata.isEmpty()
                            ? Map.of(
                                    "machineID", Json.of(id),
                                    "eligible", Json.of(false),
                                    "reason", Json.of("lacks disk=ssd"))
                            : Map.of("machineID", Json.of(id), "eligible", Json.of(true)))));
            fields.put("verdicts", new Json.Items(verdicts));
        } else if (unit.waits.isPresent()) {
            fields.put("summary", Json.of("waits: " + unit.waits.get()));
            fields.put(
                    "pending",
                    new Json.Fields(Map.of("since", Json.of("2026-11-20T10:00:00Z"), "explanation", rejections())));
        } else {
            fields.put("summary", Json.of("placed: fewest units of 2 machines"));
            Map<String, Json> placement = new LinkedHashMap<>();
            placement.put("machineID", Json.of(unit.machine.orElse("")));
            placement.put("since", Json.of("2026-11-20T10:00:00Z"));
            placement.put("explanation", candidates(unit.machine.orElse("")));
            fields.put("placement", new Json.Fields(placement));
            fields.put("states", new Json.Items(List.of(state(unit))));
        }
        return new Json.Fields(fields);
    }

    private Json rejections() {
        List<Json> examples = machines.keySet().stream().map(Json::of).toList();
        return new Json.Fields(Map.of(
                "rejections",
                new Json.Items(List.of(new Json.Fields(Map.of(
                        "reason", Json.of("conflicts with apache@1.service"),
                        "machines", Json.of(2),
                        "examples", new Json.Items(examples)))))));
    }

    private static Json candidates(String machine) {
        return new Json.Fields(Map.of(
                "candidates",
                new Json.Items(List.of(new Json.Fields(Map.of(
                        "machineID", Json.of(machine),
                        "total", new Json.Num("1.0"),
                        "scores", new Json.Fields(Map.of("fewest-units", new Json.Num("1.0")))))))));
    }

    synchronized Optional<Json> status(String name) {
        FakeUnit unit = units.get(name);
        List<Json> places = new ArrayList<>();
        for (Json state : statesOf(name)) {
            String id = state.at("machineID").text();
            Map<String, Json> fields = new LinkedHashMap<>();
            fields.put("machineID", Json.of(id));
            fields.put("primaryIP", Json.of(addresses.get(id)));
            if (lost.contains(id)) {
                fields.put("error", Json.of("the agent does not answer"));
            } else {
                fields.put("exitStatus", Json.of(unit.active.equals("active") ? 0 : 3));
                fields.put("text", Json.of("● " + name + "\n   Active: " + unit.active + "\n"));
            }
            places.add(new Json.Fields(fields));
        }
        return places.isEmpty()
                ? Optional.empty()
                : Optional.of(new Json.Fields(Map.of("unit", Json.of(name), "machines", new Json.Items(places))));
    }

    synchronized List<String> log(String name, String query) {
        List<String> all =
                List.of("Nov 20 10:00:00 05c0472b apache[4711]: one", "Nov 20 10:00:01 05c0472b apache[4711]: two");
        int lines = (int) number(query, "lines");
        return lines < 0 ? all : all.subList(Math.max(0, all.size() - lines), all.size());
    }

    // Join tokens

    /** Without their secrets. */
    public synchronized List<Json> joinTokens() {
        return List.copyOf(joinTokens.values());
    }

    /** As the gateway answers: with the secret. */
    public synchronized Json createJoinToken(Json asked) {
        String id = "aaaaaaa" + (char) ('b' + joinTokens.size());
        Map<String, Json> token = new LinkedHashMap<>();
        token.put("id", Json.of(id));
        token.put("standing", Json.of("good"));
        token.put("created", Json.of("2026-11-20T10:00:00Z"));
        token.put(
                "expires",
                Json.of(Instant.parse("2026-11-20T10:00:00Z")
                        .plusSeconds(Long.parseLong(asked.at("expiresInSeconds").text()))
                        .toString()));
        token.put("maxUses", asked.at("maxUses"));
        token.put("uses", new Json.Num("0"));
        token.put("createdBy", Json.of("me@here"));
        token.put("note", asked.at("note"));
        joinTokens.put(id, new Json.Fields(token));
        Map<String, Json> made = new LinkedHashMap<>(token);
        made.put("token", Json.of(id + "." + "s".repeat(32)));
        return new Json.Fields(made);
    }

    /** Whether there is one. */
    public synchronized boolean revokeJoinToken(String id) {
        if (!(joinTokens.get(id) instanceof Json.Fields(Map<String, Json> fields))) {
            return false;
        }
        Map<String, Json> revoked = new LinkedHashMap<>(fields);
        revoked.put("standing", Json.of("revoked"));
        joinTokens.put(id, new Json.Fields(revoked));
        return true;
    }
}
