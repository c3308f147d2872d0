package dev.flotilla.cli.output;

import dev.flotilla.cli.json.Json;
import dev.flotilla.cli.json.JsonText;
import dev.flotilla.cli.session.CommandFailure;
import dev.flotilla.cli.session.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** The options of every list, and how it is printed. */
public final class Listing {
    @Option(
            names = {"-l", "--full"},
            arity = "0..1",
            fallbackValue = "true",
            description = "Do not shorten ids and hashes.")
    private boolean full;

    @Option(
            names = "--no-legend",
            arity = "0..1",
            fallbackValue = "true",
            description = "Do not print the line of column names.")
    private boolean noLegend;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "table (default) or json: everything known, as the gateway's /v1 says it.")
    private OutputFormat format = OutputFormat.table;

    public boolean full() {
        return full;
    }

    public boolean isJson() {
        return format == OutputFormat.json;
    }

    /**
     * The columns asked for.
     *
     * @param fields comma-separated
     * @throws CommandFailure in fleetctl's words when one is unknown
     */
    public static List<String> columns(String fields, Iterable<String> known) {
        if (fields.isEmpty()) {
            throw new CommandFailure("Must define output format");
        }
        List<String> columns = Arrays.asList(fields.split(",", -1));
        List<String> names = new ArrayList<>();
        known.forEach(names::add);
        for (String column : columns) {
            if (!names.contains(column)) {
                throw new CommandFailure("Invalid key in output format: \"" + column + "\" (valid: "
                        + String.join(",", names.stream().sorted().toList()) + ")");
            }
        }
        return columns;
    }

    /** Prints rows as a table. An empty cell is shown as {@code -}. */
    public <T> void print(
            Session session, List<String> columns, Map<String, Function<T, String>> fields, List<T> rows) {
        ColumnWriter writer = new ColumnWriter();
        if (!noLegend) {
            writer.line(columns.stream().map(c -> c.toUpperCase(Locale.ROOT)).toList());
        }
        for (T row : rows) {
            List<String> cells = new ArrayList<>();
            for (String column : columns) {
                Function<T, String> field = fields.getOrDefault(column, r -> "");
                String cell = field.apply(row);
                cells.add(cell.isEmpty() ? "-" : cell);
            }
            writer.line(cells);
        }
        session.out().print(writer.text());
        session.out().flush();
    }

    /** Prints items as one JSON array. */
    public static void printJson(Session session, List<Json> items) {
        session.out().println(JsonText.pretty(new Json.Items(items)));
    }
}
