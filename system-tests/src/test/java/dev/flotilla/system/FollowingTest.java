package dev.flotilla.system;

import static dev.flotilla.system.LocalCluster.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that go on: who waits is told what happens, when it happens. */
class FollowingTest {
    private final LocalCluster cluster = Clusters.embedded();
    private final List<Process> followers = new ArrayList<>();

    @TempDir
    private Path folder;

    @BeforeEach
    void empty() {
        cluster.reset();
    }

    @AfterEach
    void end() {
        followers.forEach(follower -> follower.destroyForcibly().onExit().join());
    }

    @Test
    void aJournalIsFollowed() throws IOException {
        Path gate = folder.resolve("gate");
        var put = cluster.put(
                "talker.service",
                "launched",
                "Service.ExecStart=/bin/sh -c 'echo first word; while ! test -e " + gate
                        + "; do sleep 0.1; done; echo second word; exec sleep 1000'");
        assertThat(put.statusCode()).isEqualTo(201);
        cluster.whereActive("talker.service");

        Follower journal = follow("journal", "-f", "-o", "cat", "talker");
        journal.awaitLineWith("first word");
        assertThat(journal.lines()).noneMatch(line -> line.contains("second word"));
        Files.createFile(gate);
        journal.awaitLineWith("second word");
        assertThat(journal.process().isAlive()).as("it goes on").isTrue();
    }

    @Test
    void eventsAreFollowed() throws IOException {
        cluster.put("before.service", "inactive", "Service.ExecStart=/bin/true");
        Follower events = follow("events", "-f", "--last", "20");
        // The stream stands: what comes from now on comes by itself.
        events.awaitLineWith("before.service was submitted");

        cluster.put("after.service", "launched", "Service.ExecStart=/bin/sleep 1000");
        events.awaitLineWith("after.service was submitted");
        events.awaitLineWith("after.service was placed on");
        events.awaitLineWith("after.service is active/running on");
        assertThat(events.process().isAlive()).as("it goes on").isTrue();
    }

    private Follower follow(String... words) throws IOException {
        Path out = Files.createTempFile(folder, "follower", ".out");
        Path err = Files.createTempFile(folder, "follower", ".err");
        Process process = cluster.launcher().start(Redirect.to(out.toFile()), Redirect.to(err.toFile()), words);
        followers.add(process);
        return new Follower(process, out, err);
    }

    /** A command that does not end, and where it writes to. */
    private record Follower(Process process, Path out, Path err) {
        List<String> lines() {
            return Launcher.read(out).lines().toList();
        }

        void awaitLineWith(String words) {
            eventually().untilAsserted(() -> assertThat(lines())
                    .as("told; and on standard error: %s", Launcher.read(err))
                    .anyMatch(line -> line.contains(words)));
        }
    }
}
