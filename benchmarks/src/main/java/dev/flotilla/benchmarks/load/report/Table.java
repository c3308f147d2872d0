package dev.flotilla.benchmarks.load.report;

import dev.flotilla.benchmarks.load.Result;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A chapter's figures as Markdown. Columns that nothing is known for are left out. */
final class Table {
    private Table() {}

    static String of(Chapter chapter, List<Result> results) {
        List<Column> columns = chapter.columns().stream()
                .filter(column ->
                        results.stream().anyMatch(result -> result.figures().containsKey(column.figure())))
                .toList();
        var table = new StringBuilder("| store | machines |");
        columns.forEach(column -> table.append(' ').append(column.heading()).append(" |"));
        table.append("\n|---|--:|").append("--:|".repeat(columns.size())).append('\n');
        results.stream()
                .sorted(Comparator.comparing(Result::store).thenComparing(Result::machines))
                .forEach(result -> table.append(row(result, columns)));
        return table.toString();
    }

    private static String row(Result result, List<Column> columns) {
        return columns.stream()
                .map(column -> cell(result, column))
                .collect(Collectors.joining(
                        " | ",
                        String.format(
                                Locale.ROOT, "| %s | %,d | ", result.store().words(), result.machines()),
                        " |\n"));
    }

    private static String cell(Result result, Column column) {
        Double value = result.figures().get(column.figure());
        return value == null ? "" : column.format(value);
    }
}
