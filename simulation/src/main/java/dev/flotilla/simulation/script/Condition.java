package dev.flotilla.simulation.script;

import dev.flotilla.model.machine.MachineStatus;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.simulation.node.Cluster;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Something that is so or not so of a cluster. */
public final class Condition {
    private static final List<Phrase> PHRASES = List.of(
            phrase("all is well", m -> Cluster::missing),
            phrase("there is a leader", m -> cluster -> unless(cluster.leader().isPresent(), "nobody leads")),
            phrase(
                    "(s\\d+) is the leader",
                    m -> cluster -> unless(
                            cluster.leader().equals(Optional.of(m.group(1))),
                            "it is " + cluster.leader().orElse("nobody"))),
            phrase(
                    "another leader",
                    m -> cluster -> unless(
                            cluster.leader().isPresent() && !cluster.leader().equals(cluster.formerLeader()),
                            "it is " + cluster.leader().orElse("nobody"))),
            phrase("m(\\d+) is (online|lost|draining)", Condition::status),
            phrase(
                    "the brake is (engaged|released)",
                    m -> cluster -> unless(
                            cluster.isBraked() == m.group(1).equals("engaged"),
                            cluster.isBraked() ? "it is engaged" : "it is released")),
            phrase("the answer is ok", m -> cluster -> unless(cluster.answer().equals("ok"), cluster.answer())),
            phrase(
                    "the answer says (.+)",
                    m -> cluster -> unless(cluster.answer().contains(m.group(1)), cluster.answer())),
            phrase(
                    "(\\S+) waits",
                    m -> unit(m, (cluster, name) -> cluster.placedOn(name).map(machine -> "it is on " + machine))),
            phrase(
                    "(\\S+) is placed on (m\\d+)",
                    m -> unit(m, (cluster, name) -> {
                        String where = cluster.placedOn(name).orElse("no machine");
                        return unless(where.equals(m.group(2)), "it is placed on " + where);
                    })),
            phrase(
                    "(\\S+) is placed",
                    m -> unit(
                            m, (cluster, name) -> unless(cluster.placedOn(name).isPresent(), "it is placed nowhere"))),
            phrase(
                    "(\\S+) runs nowhere",
                    m -> unit(
                            m,
                            (cluster, name) ->
                                    runs(cluster, name, cluster.runningOn(name).isEmpty()))),
            phrase(
                    "(\\S+) runs once",
                    m -> unit(
                            m,
                            (cluster, name) ->
                                    runs(cluster, name, cluster.runningOn(name).size() == 1))),
            phrase(
                    "(\\S+) runs at most once",
                    m -> unit(
                            m,
                            (cluster, name) ->
                                    runs(cluster, name, cluster.runningOn(name).size() <= 1))),
            phrase(
                    "(\\S+) runs everywhere",
                    m -> unit(
                            m,
                            (cluster, name) ->
                                    runs(cluster, name, cluster.runningOn(name).size() == cluster.machines()))),
            phrase(
                    "(\\S+) runs on (m\\d+)",
                    m -> unit(
                            m,
                            (cluster, name) ->
                                    runs(cluster, name, cluster.runningOn(name).contains(m.group(2))))));

    private final String words;
    private final Function<Cluster, Optional<String>> objection;

    private record Phrase(Pattern pattern, Function<MatchResult, Function<Cluster, Optional<String>>> meaning) {}

    private interface OfUnit {
        Optional<String> objection(Cluster cluster, UnitName unit);
    }

    private Condition(String words, Function<Cluster, Optional<String>> objection) {
        this.words = words;
        this.objection = objection;
    }

    /** {@link IllegalArgumentException} for words that are none. */
    static Condition read(String words) {
        for (Phrase phrase : PHRASES) {
            Matcher matcher = phrase.pattern().matcher(words);
            if (matcher.matches()) {
                return new Condition(words, phrase.meaning().apply(matcher.toMatchResult()));
            }
        }
        throw new IllegalArgumentException("nobody knows how to see whether " + words);
    }

    /** What is not as it says; empty when all is. */
    public Optional<String> objection(Cluster cluster) {
        return objection.apply(cluster);
    }

    @Override
    public String toString() {
        return words;
    }

    private static Phrase phrase(String pattern, Function<MatchResult, Function<Cluster, Optional<String>>> meaning) {
        return new Phrase(Pattern.compile(pattern), meaning);
    }

    private static Function<Cluster, Optional<String>> unit(MatchResult match, OfUnit look) {
        UnitName name = UnitName.parse(match.group(1));
        return cluster -> look.objection(cluster, name);
    }

    private static Function<Cluster, Optional<String>> status(MatchResult match) {
        MachineStatus wanted = MachineStatus.valueOf(match.group(2).toUpperCase(Locale.ROOT));
        int number = Integer.parseInt(match.group(1)) - 1;
        return cluster -> {
            Optional<MachineStatus> status = cluster.status(number);
            return unless(
                    status.equals(Optional.of(wanted)),
                    "it is "
                            + status.map(found -> found.name().toLowerCase(Locale.ROOT))
                                    .orElse("unknown"));
        };
    }

    private static Optional<String> runs(Cluster cluster, UnitName name, boolean fits) {
        List<String> where = cluster.runningOn(name);
        return unless(fits, "it runs " + (where.isEmpty() ? "nowhere" : "on " + String.join(", ", where)));
    }

    private static Optional<String> unless(boolean fits, String otherwise) {
        return fits ? Optional.empty() : Optional.of(otherwise);
    }
}
