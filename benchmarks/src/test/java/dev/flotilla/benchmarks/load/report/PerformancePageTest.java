package dev.flotilla.benchmarks.load.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flotilla.benchmarks.load.Result;
import dev.flotilla.benchmarks.load.StoreKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PerformancePageTest {
    @TempDir
    private Path docs;

    private PerformancePage page;

    @BeforeEach
    void writePage() throws IOException {
        Files.writeString(
                docs.resolve("performance.md"),
                "# Performance\n" + PerformancePage.BEGIN + "\nold\n" + PerformancePage.END + "\nlast words\n");
        page = new PerformancePage(docs);
    }

    private static Result fill(StoreKind store, int machines, double rate) {
        return new Result("fill", store, machines, Map.of("rate", rate, "write-p99", 12.4));
    }

    private String text() throws IOException {
        return Files.readString(docs.resolve("performance.md"));
    }

    @Test
    void replacesWhatIsBetweenItsMarksAndNothingElse() throws IOException {
        page.renew(List.of(fill(StoreKind.ETCD3, 1_000, 2_345.6)), "The machine: a small one.");
        assertThat(text())
                .startsWith("# Performance\n")
                .endsWith("\nlast words\n")
                .doesNotContain("old")
                .contains("The machine: a small one.", "### Fill")
                .contains("| store | machines | units/s | write p99 ms |")
                .contains("| etcd, 3 members | 1,000 | 2,346 | 12 |")
                .contains("](performance/fill.svg)")
                .doesNotContain("### Idle");
    }

    @Test
    void keepsWhatWasMeasuredBeforeAndNotMeasuredAgain() throws IOException {
        page.renew(List.of(fill(StoreKind.ETCD1, 100, 1), fill(StoreKind.EMBEDDED, 5_000, 2)), "");
        page.renew(List.of(fill(StoreKind.ETCD1, 100, 3)), "");
        assertThat(text())
                .contains("| etcd, 1 member | 100 | 3 |", "| embedded store | 5,000 | 2 |")
                .doesNotContain("| etcd, 1 member | 100 | 1 |");
    }

    @Test
    void drawsPlots() throws Exception {
        page.renew(List.of(fill(StoreKind.ETCD1, 100, 900), fill(StoreKind.ETCD1, 1_000, 1_100)), "");
        Path plot = docs.resolve("performance/fill.svg");
        var svg = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(plot.toFile());
        assertThat(svg.getDocumentElement().getTagName()).isEqualTo("svg");
        assertThat(Files.readString(plot)).contains("1,000", "goal", "units/s");
    }

    @Test
    void saysThatThePageLostItsMarks() throws IOException {
        Files.writeString(docs.resolve("performance.md"), "# Performance\n");
        assertThatThrownBy(() -> page.renew(List.of(fill(StoreKind.ETCD1, 100, 1)), ""))
                .hasMessageContaining("lost its marks");
    }
}
