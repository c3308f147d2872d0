package dev.flotilla.cli.gateway;

import dev.flotilla.cli.http.HttpClient;
import dev.flotilla.cli.http.Request;
import dev.flotilla.cli.http.StreamedResponse;
import dev.flotilla.cli.json.Json;
import dev.flotilla.cli.json.JsonText;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The gateway's resources. Every method throws {@link GatewayException} when it is not reached or says no. */
public final class Gateway {
    private final Answers answers;

    public Gateway(HttpClient client) {
        this.answers = new Answers(client);
    }

    /** All units without their options, sorted by name. */
    public List<UnitView> units() {
        return answers.json(Request.get("/v1/units")).at("units").items().stream()
                .map(UnitView::of)
                .sorted(Comparator.comparing(UnitView::name))
                .toList();
    }

    /** One unit with its options. */
    public Optional<UnitView> unit(String name) {
        return answers.jsonIfAny(Request.get(unitPath(name))).map(UnitView::of);
    }

    /** What machines reported, sorted by unit, then machine. */
    public List<StateView> states() {
        return answers.json(Request.get("/v1/states")).at("states").items().stream()
                .map(StateView::of)
                .sorted(Comparator.comparing(StateView::unit).thenComparing(StateView::machineId))
                .toList();
    }

    /** The machines, sorted by id; with the lost ones when all are asked for. */
    public List<MachineView> machines(boolean all) {
        return answers.json(Request.get(all ? "/v1/machines?all=true" : "/v1/machines")).at("machines").items().stream()
                .map(MachineView::of)
                .sorted(Comparator.comparing(MachineView::id))
                .toList();
    }

    /**
     * Where services can be reached, sorted by service, then instance.
     *
     * @param service only this one's
     * @param all failing and draining instances too
     */
    public Services services(Optional<String> service, boolean all) {
        String path =
                "/v1/services" + service.map(name -> "/" + Paths.encode(name)).orElse("");
        Json answer = answers.json(Request.get(all ? path + "?all=true" : path));
        return new Services(
                answer.at("instances").items().stream().map(InstanceView::of).toList(),
                answer.at("malformed").items().stream()
                        .map(record -> "left out " + record.at("key").text() + ": "
                                + record.at("reason").text())
                        .toList());
    }

    /**
     * Instances of services.
     *
     * @param malformed words about records that nobody can use
     */
    public record Services(List<InstanceView> instances, List<String> malformed) {
        public Services {
            instances = List.copyOf(instances);
            malformed = List.copyOf(malformed);
        }
    }

    /** Sets the desired state of a known unit. */
    public void setDesired(String name, DesiredState state) {
        String body = JsonText.compact(fields("desiredState", Json.of(state.word())));
        answers.done(Request.of("PUT", unitPath(name), body).keyed());
    }

    /** Creates a unit or replaces its content. */
    public void put(String name, DesiredState state, UnitFile file) {
        List<Json> options = new ArrayList<>();
        file.options().forEach(option -> {
            Map<String, Json> fields = new LinkedHashMap<>();
            fields.put("section", Json.of(option.section()));
            fields.put("name", Json.of(option.name()));
            fields.put("value", Json.of(option.value()));
            options.add(new Json.Fields(fields));
        });
        Map<String, Json> body = new LinkedHashMap<>();
        body.put("desiredState", Json.of(state.word()));
        body.put("options", new Json.Items(options));
        answers.done(Request.of("PUT", unitPath(name), JsonText.compact(new Json.Fields(body)))
                .keyed());
    }

    /** Whether there was such a unit. */
    public boolean destroy(String name) {
        return answers.delete(Request.delete(unitPath(name)));
    }

    /** Why the unit is where it is. */
    public Optional<Json> explain(String name) {
        return answers.jsonIfAny(Request.get(unitPath(name) + "/explain"));
    }

    /**
     * What {@code systemctl status} says on each machine that has the unit.
     *
     * @param lines of its log
     * @param machine only this one (an id or its beginning)
     */
    public Optional<Json> status(String name, int lines, Optional<String> machine) {
        return answers.jsonIfAny(
                Request.get(unitPath(name) + "/status?lines=" + lines + parameter("machine", machine)));
    }

    /** The unit's log, line by line as the query asks. Which machine's did not come is said by {@link LogFailures}. */
    public Optional<StreamedResponse> logs(String name, LogQuery query) {
        String path = unitPath(name) + "/logs?lines=" + query.lines() + "&follow=" + query.follow()
                + parameter("output", Optional.of(query.output()))
                + parameter("since", query.since())
                + parameter("machine", query.machine());
        Request request = Request.get(path).accepting("*/*");
        return answers.stream(query.isWatched() ? request : request.withTrailers());
    }

    /**
     * Which part of a log, and how it looks.
     *
     * @param lines the last so many; -1: all there are
     * @param output how a line looks: {@code short}, {@code short-iso}, {@code cat}, {@code json}
     * @param since RFC 3339
     */
    public record LogQuery(int lines, boolean follow, String output, Optional<String> since, Optional<String> machine) {
        /** Somebody watches, and wants to be told in between that no more comes of a machine while others go on. */
        boolean isWatched() {
            return follow && output.startsWith("short");
        }
    }

    /** What happened: after the revision, or the last so many. */
    public Json events(Optional<Long> since, int last) {
        return answers.json(Request.get("/v1/events?follow=false" + range(since, last)));
    }

    /** As {@link #events}, and then what happens, as server-sent events. */
    public StreamedResponse eventStream(Optional<Long> since, int last) {
        return answers.stream(Request.get("/v1/events?follow=true" + range(since, last))
                        .accepting("text/event-stream"))
                .orElseThrow(() -> new GatewayException("this gateway has no events", 404));
    }

    /**
     * A new join token, with its secret.
     *
     * @param uses 0: any number
     */
    public Json createJoinToken(long expiresInSeconds, int uses, String note) {
        Map<String, Json> body = new LinkedHashMap<>();
        body.put("expiresInSeconds", new Json.Num(Long.toString(expiresInSeconds)));
        body.put("maxUses", new Json.Num(Integer.toString(uses)));
        body.put("note", Json.of(note));
        return answers.json(Request.of("POST", "/v1/join-tokens", JsonText.compact(new Json.Fields(body))));
    }

    /** The join tokens, in the order they were made. */
    public List<Json> joinTokens() {
        return answers.json(Request.get("/v1/join-tokens")).at("tokens").items();
    }

    /** Nobody joins by it any more. */
    public void revokeJoinToken(String id) {
        if (!answers.delete(Request.delete("/v1/join-tokens/" + Paths.encode(id)))) {
            throw new GatewayException("there is no join token " + id, 404);
        }
    }

    public Json brake() {
        return answers.json(Request.get("/v1/brake"));
    }

    public Json releaseBrake() {
        return answers.json(Request.of("POST", "/v1/brake/release", "{}"));
    }

    /**
     * Changes dynamic metadata, all or nothing.
     *
     * @param changes by key; empty removes the key
     */
    public void changeMetadata(String machineId, Map<String, Optional<String>> changes) {
        List<Json> patch = new ArrayList<>();
        changes.forEach((key, value) -> {
            Map<String, Json> operation = new LinkedHashMap<>();
            operation.put("op", Json.of(value.isPresent() ? "add" : "remove"));
            operation.put("path", Json.of("/" + pointer(machineId) + "/metadata/" + pointer(key)));
            value.ifPresent(text -> operation.put("value", Json.of(text)));
            patch.add(new Json.Fields(operation));
        });
        answers.done(Request.of("PATCH", "/fleet/v1/machines", JsonText.compact(new Json.Items(patch))));
    }

    private static String range(Optional<Long> since, int last) {
        return since.map(revision -> "&since=" + revision).orElse("&last=" + last);
    }

    private static String unitPath(String name) {
        return "/v1/units/" + Paths.encode(name);
    }

    private static String parameter(String name, Optional<String> value) {
        return value.map(text -> "&" + name + "=" + Paths.encode(text)).orElse("");
    }

    private static Json fields(String name, Json value) {
        return new Json.Fields(Map.of(name, value));
    }

    /** RFC 6901. */
    private static String pointer(String token) {
        return token.replace("~", "~0").replace("/", "~1");
    }
}
