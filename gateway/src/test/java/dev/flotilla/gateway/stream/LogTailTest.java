package dev.flotilla.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.flotilla.client.agent.LogRequest;
import dev.flotilla.gateway.api.LogFormat;
import dev.flotilla.gateway.cluster.FakeCluster;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.machine.Capacity;
import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.machine.MachineStatus;
import dev.flotilla.model.unit.UnitName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LogTailTest {
    private static final int MACHINES = 100;
    private static final int ROOM = 64;

    private final FakeCluster cluster = new FakeCluster();

    @Test
    void moreMachinesThatCannotBeAskedThanThereIsRoomForAreAllSaid() {
        cluster.fail(new FlotillaError.Unavailable("takes no questions"));
        List<Machine> machines =
                IntStream.range(0, MACHINES).mapToObj(LogTailTest::machine).toList();
        var request = new LogRequest(UnitName.parse("a.service"), 10, false, Optional.empty());
        TextQueue texts = new TextQueue(ROOM);
        int said = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            try (LogTail tail =
                    LogTail.open(cluster, machines, request, LogFormat.SHORT, texts, LogTail.Telling.AMONG_THE_LINES)) {
                return count(texts);
            }
        });
        assertThat(said).isEqualTo(MACHINES);
    }

    @Test
    void whatCannotBeAskedIsNoLineForWhoHearsOfItOtherwise() throws InterruptedException {
        cluster.fail(new FlotillaError.Unavailable("10.0.0.1: no r\u00f6ute\r\nat all"));
        var request = new LogRequest(UnitName.parse("a.service"), 10, false, Optional.empty());
        TextQueue texts = new TextQueue(ROOM);
        try (LogTail tail =
                LogTail.open(cluster, List.of(machine(1)), request, LogFormat.SHORT, texts, LogTail.Telling.ASIDE)) {
            assertThat(texts.next(Duration.ofSeconds(20))).isInstanceOf(TextQueue.Next.End.class);
            assertThat(tail.failures())
                    .extracting(MachineFailure::asField)
                    .containsExactly("m1: 10.0.0.1: no r?ute at all");
        }
    }

    private static int count(TextQueue texts) throws InterruptedException {
        int count = 0;
        while (texts.next(Duration.ofSeconds(20)) instanceof TextQueue.Next.Text(String text)) {
            assertThat(text).contains("takes no questions");
            count++;
        }
        return count;
    }

    private static Machine machine(int number) {
        return new Machine(
                new MachineId("m" + number),
                "10.0.0.1",
                Map.of(),
                Map.of(),
                Capacity.UNKNOWN,
                MachineStatus.ONLINE,
                "session",
                "replica",
                "",
                "boot",
                FakeCluster.NOW,
                number + 1);
    }
}
