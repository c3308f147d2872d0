package dev.flotilla.cli.cluster;

import dev.flotilla.cli.gateway.MachineLegend;
import dev.flotilla.cli.json.Json;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * An explanation for a person:
 *
 * <pre>
 * apache@4.service: waits: 0 of 3 machines: 3 conflict with apache@1.service
 *   since 2026-11-20T10:00:00Z
 *   3 machines: conflicts with apache@1.service (1f9d6a0c.../172.18.1.2, ...)
 * </pre>
 */
final class ExplanationText {
    private final MachineLegend machines;

    ExplanationText(MachineLegend machines) {
        this.machines = machines;
    }

    /** Lines with their ends. */
    String of(Json explanation) {
        List<String> lines = new ArrayList<>();
        lines.add(headline(explanation));
        Json placement = explanation.at("placement");
        if (placement.isPresent()) {
            lines.add("  on " + machines.of(placement.at("machineID").text(), false)
                    + placement
                            .at("since")
                            .textIfAny()
                            .map(t -> " since " + Times.shown(t))
                            .orElse(""));
            addReasons(placement.at("explanation"), lines);
        }
        Json pending = explanation.at("pending");
        if (pending.isPresent()) {
            pending.at("since").textIfAny().ifPresent(time -> lines.add("  waits since " + Times.shown(time)));
            addReasons(pending.at("explanation"), lines);
        }
        explanation.at("verdicts").items().forEach(verdict -> lines.add(verdict(verdict)));
        explanation.at("states").items().stream()
                .filter(ExplanationText::isTrouble)
                .forEach(state -> lines.add(trouble(state)));
        return String.join("\n", lines) + "\n";
    }

    private static String headline(Json explanation) {
        String unit = explanation.at("unit").text();
        String summary = explanation.at("summary").text();
        return summary.startsWith(unit) ? summary : unit + ": " + summary;
    }

    private void addReasons(Json explanation, List<String> lines) {
        for (Json rejection : explanation.at("rejections").items()) {
            lines.add("  " + rejection(rejection));
        }
        for (Json candidate : explanation.at("candidates").items()) {
            lines.add("  " + candidate(candidate));
        }
    }

    private String rejection(Json rejection) {
        long count = rejection.at("machines").number();
        List<String> examples = new ArrayList<>();
        rejection.at("examples").items().forEach(id -> examples.add(machines.of(id.text(), false)));
        if (count > examples.size() && !examples.isEmpty()) {
            examples.add("...");
        }
        return count
                + (count == 1 ? " machine: " : " machines: ")
                + rejection.at("reason").text()
                + (examples.isEmpty() ? "" : " (" + String.join(", ", examples) + ")");
    }

    private String candidate(Json candidate) {
        String scores = candidate.at("scores").fields().entrySet().stream()
                .map(score -> score.getKey() + " " + decimal(score.getValue()))
                .collect(Collectors.joining(", "));
        return "fits: " + machines.of(candidate.at("machineID").text(), false) + ", score "
                + decimal(candidate.at("total"))
                + (scores.isEmpty() ? "" : " (" + scores + ")");
    }

    private String verdict(Json verdict) {
        String machine = machines.of(verdict.at("machineID").text(), false);
        return verdict.at("eligible").isTrue()
                ? "  on " + machine
                : "  not on " + machine
                        + verdict.at("reason").textIfAny().map(r -> ": " + r).orElse("");
    }

    /** What its placement does not tell: the machine cannot load it, or it failed there. */
    private static boolean isTrouble(Json state) {
        return !state.at("load").text().equals("loaded")
                || state.at("active").text().equals("failed");
    }

    private String trouble(Json state) {
        String word = state.at("load").text().equals("loaded")
                ? state.at("active").text()
                : "load " + state.at("load").text();
        return "  " + word + " on " + machines.of(state.at("machineID").text(), false)
                + state.at("detail")
                        .textIfAny()
                        .filter(words -> !words.isEmpty())
                        .map(words -> ": " + words)
                        .orElse("");
    }

    private static String decimal(Json number) {
        try {
            double rounded = Math.round(Double.parseDouble(number.text()) * 100) / 100.0;
            // Adding 0 turns -0 into 0.
            return new DecimalFormat("0.##", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(rounded + 0.0);
        } catch (NumberFormatException e) {
            return number.text();
        }
    }
}
