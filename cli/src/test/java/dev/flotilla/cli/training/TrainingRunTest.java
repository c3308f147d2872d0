package dev.flotilla.cli.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.flotilla.cli.Run;
import dev.flotilla.cli.session.Pace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A training run that ends early would make a cache without the classes it is there for. */
@Timeout(60)
class TrainingRunTest {
    @Test
    void everyCommandIsRunToItsEnd() {
        assertThatCode(() -> TrainingRun.main(new String[0])).doesNotThrowAnyException();
    }

    @Test
    void theCannedAnswersAreGoodEnoughToSucceedWith(@TempDir Path folder) throws IOException {
        try (CannedGateway gateway = new CannedGateway()) {
            var shell = new Run.Shell(folder, Map.of("FLEETCTL_ENDPOINT", gateway.endpoint()), Pace.DEFAULT);
            assertThat(shell.run("list-units --no-legend").out()).startsWith("web@1.service\t");
            assertThat(shell.run("list-machines --no-legend").out()).startsWith("01234567...\t");
            gateway.desired("loaded");
            assertThat(shell.run("stop web@1").exit()).isZero();
        }
    }
}
