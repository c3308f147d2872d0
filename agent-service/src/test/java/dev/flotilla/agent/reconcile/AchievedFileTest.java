package dev.flotilla.agent.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.unit.UnitName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AchievedFileTest {
    private static final Map<UnitName, Achieved> SOME = Map.of(
            Cast.name("a"), Achieved.launched(Cast.file(1).hash()),
            Cast.name("b@1"), Achieved.loaded(Cast.file(2).hash()));

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
        lines.add("12 launched c.service");
        lines.add(Cast.file(1).hash() + " inactive c.service");
        lines.add(Cast.file(1).hash() + " launched not-a-name");
        Files.write(path, lines);

        assertThat(file.load()).isEqualTo(SOME);
    }
}
