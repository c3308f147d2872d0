package dev.flotilla.agent.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.agent.runtime.LogLine;
import dev.flotilla.agent.runtime.RuntimeUnit;
import dev.flotilla.agent.runtime.StatusText;
import dev.flotilla.agent.runtime.UnitStatus;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusPageTest {
    private static final Instant SINCE = Instant.parse("2026-01-05T10:00:00Z");

    private final StatusPage page = new StatusPage("host", ZoneId.of("UTC"));

    @Test
    void aRunningUnit() {
        StatusText text = print(
                new UnitStatus("loaded", "active", "running", SINCE, "", OptionalLong.of(42)), "Says hello", "sh");
        assertThat(text.exitStatus()).isZero();
        assertThat(text.text()).isEqualTo("""
                        \u25cf hello.service - Says hello
                             Loaded: loaded (/run/hello.service)
                             Active: active (running) since Mon 2026-01-05 10:00:00 UTC; 1h 5min ago
                           Main PID: 42 (sh)

                        Jan 05 10:00:00 host sh[42]: hello
                        """);
    }

    @Test
    void aFailedUnit() {
        StatusText text = print(
                new UnitStatus(
                        "loaded", "failed", "failed", SINCE, "Failed with result 'exit-code'", OptionalLong.empty()),
                "hello.service",
                "");
        assertThat(text.exitStatus()).isEqualTo(3);
        assertThat(text.text())
                .startsWith("\u00d7 hello.service\n")
                .contains("     Active: failed (failed) since ")
                .contains("     Detail: Failed with result 'exit-code'\n");
    }

    @ParameterizedTest
    @CsvSource({"0, 0s", "59, 59s", "61, 1min 1s", "3600, 1h", "93784, 1 day 2h", "864000, 10 days"})
    void spansHaveTwoUnits(long seconds, String words) {
        assertThat(StatusPage.ago(Duration.ofSeconds(seconds))).isEqualTo(words);
    }

    private StatusText print(UnitStatus status, String description, String command) {
        var unit = new RuntimeUnit(
                UnitName.parse("hello.service"),
                UnitFile.parse("t", "[Service]\nExecStart=/bin/a\n").hash(),
                status);
        return page.of(
                unit,
                description,
                Path.of("/run/hello.service"),
                command,
                List.of(new LogLine(SINCE, "sh", 42, "hello")),
                SINCE.plusSeconds(3900));
    }
}
