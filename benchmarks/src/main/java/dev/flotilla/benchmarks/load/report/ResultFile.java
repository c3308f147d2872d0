package dev.flotilla.benchmarks.load.report;

import dev.flotilla.benchmarks.load.Result;
import dev.flotilla.benchmarks.load.StoreKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All figures that the page shows, as tab-separated values: scenario, store, machines, figure, value. */
final class ResultFile {
    private static final String HEADING = "scenario\tstore\tmachines\tfigure\tvalue";

    private final Path file;

    ResultFile(Path file) {
        this.file = file;
    }

    private record Key(String scenario, StoreKind store, int machines) {
        static Key of(Result result) {
            return new Key(result.scenario(), result.store(), result.machines());
        }
    }

    List<Result> read() throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        Map<Key, Map<String, Double>> figures = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file)) {
            String[] fields = line.split("\t");
            if (fields.length == 5 && !line.equals(HEADING)) {
                var key = new Key(
                        fields[0], StoreKind.valueOf(fields[1].toUpperCase(Locale.ROOT)), Integer.parseInt(fields[2]));
                figures.computeIfAbsent(key, k -> new TreeMap<>()).put(fields[3], Double.parseDouble(fields[4]));
            }
        }
        return figures.entrySet().stream()
                .map(entry -> new Result(
                        entry.getKey().scenario(),
                        entry.getKey().store(),
                        entry.getKey().machines(),
                        entry.getValue()))
                .toList();
    }

    /** What was measured anew replaces what was known of the same scenario, store and size; the rest stays. */
    List<Result> merge(List<Result> fresh) throws IOException {
        List<Key> replaced = fresh.stream().map(Key::of).toList();
        List<Result> all = Stream.concat(read().stream().filter(old -> !replaced.contains(Key.of(old))), fresh.stream())
                .sorted(Comparator.comparing(Result::scenario)
                        .thenComparing(Result::store)
                        .thenComparing(Result::machines))
                .toList();
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(
                file,
                HEADING + "\n"
                        + String.join("", all.stream().map(ResultFile::lines).toList()));
        return all;
    }

    private static String lines(Result result) {
        var lines = new StringBuilder();
        new TreeMap<>(result.figures())
                .forEach((figure, value) -> lines.append(String.format(
                        Locale.ROOT,
                        "%s\t%s\t%d\t%s\t%.3f%n",
                        result.scenario(),
                        result.store(),
                        result.machines(),
                        figure,
                        value)));
        return lines.toString();
    }
}
