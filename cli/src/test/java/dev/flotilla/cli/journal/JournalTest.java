package dev.flotilla.cli.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flotilla.cli.CommandTestBase;
import dev.flotilla.cli.Run;
import dev.flotilla.cli.http.RawServer;
import dev.flotilla.cli.session.CommandFailure;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** status and journal. */
class JournalTest extends CommandTestBase {
    private static final String ID = "05c0472b1b2c3d4e5f60718293a4b5c6";

    @Test
    void statusPrintsWhatSystemctlSaysAndHasItsExitStatus() {
        cluster.running("a.service", PLAIN);
        cluster.running("b.service", PLAIN);
        assertThat(run("status a b"))
                .isEqualTo(ok("● a.service\n   Active: active\n\n● b.service\n   Active: active\n"));
        cluster.end("b.service", "failed");
        assertThat(run("status a b").exit()).isEqualTo(3);
    }

    @Test
    void statusTakesGlobs() {
        cluster.running("a@1.service", PLAIN);
        cluster.running("a@2.service", PLAIN);
        assertThat(run("status a@*"))
                .isEqualTo(ok("● a@1.service\n   Active: active\n\n● a@2.service\n   Active: active\n"));
        assertThat(run("status b@* a@1"))
                .isEqualTo(new Run(1, "● a@1.service\n   Active: active\n", "No unit matches b@*.\n"));
    }

    @Test
    void statusOfAGlobalUnitShowsEachMachine() {
        cluster.running("glob.service", GLOBAL);
        cluster.lose("45e8fd5a1b2c3d4e5f60718293a4b5c6");
        Run run = run("status glob");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).isEqualTo("==> " + FIRST + " <==\n● glob.service\n   Active: active\n");
        assertThat(run.err()).isEqualTo(SECOND + ": the agent does not answer\n");
    }

    @Test
    void statusOfWhatIsNotThere() {
        cluster.submitted("a.service", PLAIN);
        assertThat(run("status nosuch.service")).isEqualTo(new Run(1, "", "Unit nosuch.service does not exist.\n"));
        assertThat(run("status a")).isEqualTo(new Run(1, "", "Unit a.service does not appear to be loaded.\n"));
        assertThat(run("status").exit()).isEqualTo(2);
    }

    @Test
    void journalPrintsTheLastLines() {
        cluster.running("a.service", PLAIN);
        assertThat(run("journal a"))
                .isEqualTo(ok("Nov 20 10:00:00 05c0472b apache[4711]: one\n"
                        + "Nov 20 10:00:01 05c0472b apache[4711]: two\n"));
        assertThat(run("journal --lines 1 a")).isEqualTo(ok("Nov 20 10:00:01 05c0472b apache[4711]: two\n"));
    }

    @Test
    void aMachineThatCannotBeAskedIsNoSuccess() throws IOException {
        try (var server = RawServer.tcp(logOf("one\n", "Flotilla-Failed: " + ID + ": the agent does not answer"))) {
            Run run = shell.with("FLEETCTL_ENDPOINT", server.endpoint().toString())
                    .run("journal -o cat a");
            assertThat(run).isEqualTo(new Run(1, "one\n", "05c0472b...: the agent does not answer\n"));
            assertThat(server.requests().getFirst()).contains("\r\nTE: trailers\r\n");
        }
    }

    /** What others' logs go on with may be all that comes for hours. */
    @Test
    void whoWatchesIsToldInBetweenWhichMachineFailed() throws IOException {
        String line = "-- 05c0472b...: gone --\n";
        try (var server = RawServer.tcp(logOf(line, "Flotilla-Failed: " + ID + ": gone"), logOf("", "X: y"))) {
            Run.Shell there = shell.with("FLEETCTL_ENDPOINT", server.endpoint().toString());
            assertThat(there.run("journal -f a")).isEqualTo(new Run(1, line, "05c0472b...: gone\n"));
            assertThat(there.run("journal -f -o json a")).isEqualTo(ok(""));
            assertThat(server.requests().getFirst()).doesNotContain("TE: trailers");
            assertThat(server.requests().getLast()).contains("TE: trailers");
        }
    }

    private static String logOf(String text, String trailer) {
        String chunk = text.isEmpty() ? "" : Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
        return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk + "0\r\n" + trailer + "\r\n\r\n";
    }

    @Test
    void theQuestionIsPassedOn() {
        cluster.running("a.service", PLAIN);
        assertThat(run("journal --sudo --lines=5 -f --output cat --machine 05c0 a")
                        .exit())
                .isZero();
        assertThat(gateway.requests())
                .contains("GET /v1/units/a.service/logs?lines=5&follow=true&output=cat&machine=05c0");
        run("journal --since 2026-11-20T10:00:00Z a");
        assertThat(gateway.requests())
                .contains("GET /v1/units/a.service/logs?lines=-1&follow=false&output=short&since=2026-11-20T10:00:00Z");
    }

    @Test
    void journalOfWhatIsNotThere() {
        cluster.submitted("a.service", PLAIN);
        assertThat(run("journal nosuch")).isEqualTo(new Run(1, "", "Unit nosuch.service does not exist.\n"));
        assertThat(run("journal a")).isEqualTo(new Run(1, "", "Unit a.service does not appear to be running.\n"));
        assertThat(run("journal")).isEqualTo(new Run(1, "", "One unit file must be provided.\n"));
        assertThat(run("journal --output verbose a").err()).contains("short, short-iso, cat and json");
    }

    @Test
    void timesAreAbsoluteOrAgo() {
        Instant now = Instant.parse("2026-11-20T10:00:00Z");
        assertThat(SinceTime.parse("90s", now)).isEqualTo("2026-11-20T09:58:30Z");
        assertThat(SinceTime.parse("10m", now)).isEqualTo("2026-11-20T09:50:00Z");
        assertThat(SinceTime.parse("2h", now)).isEqualTo("2026-11-20T08:00:00Z");
        assertThat(SinceTime.parse("1d", now)).isEqualTo("2026-11-19T10:00:00Z");
        assertThat(SinceTime.parse("2026-11-20T12:00:00+02:00", now)).isEqualTo("2026-11-20T10:00:00Z");
        assertThatThrownBy(() -> SinceTime.parse("yesterday", now))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("yesterday");
    }
}
