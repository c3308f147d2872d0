package dev.flotilla.agent.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.unit.UnitName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AchievedFileTest {
    private static final Instant SINCE = Instant.parse("2026-01-02T03:04:05.123456Z");
    private static final Map<UnitName, Achieved> SOME = Map.of(
            Cast.name("a"), Achieved.launched(Cast.file(1).hash()),
            Cast.name("b@1"), Achieved.loaded(Cast.file(2).hash()),
            Cast.name("c"), Achieved.restarting(Cast.file(1).hash(), new Footprint(OptionalLong.of(7), SINCE)),
            Cast.name("d"), Achieved.restarting(Cast.file(2).hash(), new Footprint(OptionalLong.empty(), SINCE)),
            Cast.name("e"), Achieved.stopping(Cast.file(1).hash()));

    @TempDir
    Path directory;

    @Test
    void comesBackInTheSameBoot() throws IOException {
        AchievedFile file = new AchievedFile(directory, "boot-1");
        assertThat(file.load()).isEmpty();

        file.save(SOME);

        assertThat(new AchievedFile(directory, "boot-1").load()).isEqualTo(SOME);
    }

    @Test
    void meansNothingAfterAnotherBoot() throws IOException {
        new AchievedFile(directory, "boot-1").save(SOME);

        assertThat(new AchievedFile(directory, "boot-2").load()).isEmpty();
    }

    @Test
    void damagedLinesArePassedOver() throws IOException {
        AchievedFile file = new AchievedFile(directory, "boot-1");
        file.save(SOME);
        Path path = directory.resolve("achieved");
        List<String> lines = new java.util.ArrayList<>(Files.readAllLines(path));
        lines.add("nonsense");
        lines.add("12 launched x.service");
        lines.add(Cast.file(1).hash() + " inactive x.service");
        lines.add(Cast.file(1).hash() + " restarting:7 x.service");
        lines.add(Cast.file(1).hash() + " restarting:seven:" + SINCE + " x.service");
        lines.add(Cast.file(1).hash() + " restarting:-:today x.service");
        lines.add(Cast.file(1).hash() + " launched not-a-name");
        Files.write(path, lines);

        assertThat(file.load()).isEqualTo(SOME);
    }

    /** Nobody writes it so, but disks do: of a file that ends anywhere the whole lines count. */
    @Test
    void whereverItIsCutOffItsWholeLinesCount() throws IOException {
        AchievedFile file = new AchievedFile(directory, "boot-1");
        file.save(SOME);
        Path path = directory.resolve("achieved");
        byte[] whole = Files.readAllBytes(path);
        for (int length = 0; length < whole.length; length++) {
            Files.write(path, Arrays.copyOf(whole, length));
            long lines = new String(whole, 0, length, StandardCharsets.UTF_8)
                    .chars()
                    .filter(c -> c == '\n')
                    .count();
            assertThat(file.load()).as("cut off after %d bytes", length).hasSizeGreaterThanOrEqualTo((int) lines - 1);
        }
    }
}
