package dev.flotilla.benchmarks.load.report;

import dev.flotilla.benchmarks.load.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The part of {@code docs/performance.md} that is made of figures: everything between its two marks. */
public final class PerformancePage {
    static final String BEGIN = "<!-- Below: written by ./flotilla bench load --write-docs -->";
    static final String END = "<!-- Above: written by ./flotilla bench load --write-docs -->";

    private final Path page;
    private final Path folder;

    /** @param docs the project's {@code docs} folder */
    public PerformancePage(Path docs) {
        this.page = docs.resolve("performance.md");
        this.folder = docs.resolve("performance");
    }

    /**
     * Keeps what was measured and renews tables and plots.
     *
     * @param box what it was measured on, in a sentence
     */
    public void renew(List<Result> fresh, String box) throws IOException {
        String before = Files.readString(page);
        replaced(before, ""); // nothing is kept if the page cannot be renewed
        List<Result> all = new ResultFile(folder.resolve("load.tsv")).merge(fresh);
        var text = new StringBuilder("\n").append(box).append('\n');
        for (Chapter chapter : Chapter.ALL) {
            List<Result> results = all.stream()
                    .filter(result -> result.scenario().equals(chapter.scenario()))
                    .toList();
            if (!results.isEmpty()) {
                text.append(section(chapter, results));
            }
        }
        Files.writeString(page, replaced(before, text.append('\n').toString()));
    }

    private String section(Chapter chapter, List<Result> results) throws IOException {
        var section = new StringBuilder(
                "\n### %s\n\n%s\n\n%s\n".formatted(chapter.title(), chapter.text(), Table.of(chapter, results)));
        for (Plot plot : chapter.plots()) {
            Files.writeString(folder.resolve(plot.file()), plot.draw(results));
            section.append("![%s: %s](performance/%s)\n".formatted(chapter.title(), plot.label(), plot.file()));
        }
        return section.toString();
    }

    /** The page with another text between its marks. */
    static String replaced(String page, String text) {
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalStateException("the page has lost its marks: " + BEGIN + " ... " + END);
        }
        return page.substring(0, begin + BEGIN.length()) + "\n" + text + page.substring(end);
    }
}
