package dev.flotilla.simulation.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.simulation.check.Promise;
import dev.flotilla.simulation.check.Verdict.Broken;
import dev.flotilla.simulation.scenario.Breakage;
import dev.flotilla.simulation.scenario.Scenarios;
import dev.flotilla.simulation.script.ScriptReader;
import dev.flotilla.simulation.script.Scripts;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The checks are worth something: whatever is broken on purpose, one of them finds. */
class BreakagesTest {
    private static final int SEEDS = 99;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void isFound(Breakage breakage) {
        Stream<Broken> byScripts = Scripts.all().stream()
                .map(file -> Run.of(Scripts.read(file), breakage, false))
                .flatMap(result -> result.broken().stream());
        Stream<Broken> bySeeds = LongStream.rangeClosed(1, SEEDS)
                .mapToObj(seed -> Run.of(Scenarios.of(seed), breakage, false))
                .flatMap(result -> result.broken().stream());
        Optional<Broken> found =
                Stream.of(byScripts, bySeeds).flatMap(Function.identity()).findFirst();
        assertThat(found)
                .as(breakage + " by the scripts or " + SEEDS + " seeds")
                .isPresent();
    }

    /** Not only the script's own expectation sees it. */
    @Test
    void aSecondCopyIsSeen() {
        var script = ScriptReader.read("copies", """
                cluster 1 registry, 1 scheduler, 2 machines
                send put once.service launched
                    [Service]
                    ExecStart=/sim
                    [X-Fleet]
                    MachineMetadata=disk=hdd
                    [X-Flotilla]
                    OnPartition=stop
                expect once.service runs on m1
                send metadata m2 disk=hdd
                wait 10s
                send cut m1 and all for 20s
                """);

        assertThat(Run.of(script, Breakage.PARTITIONS_STOP_NOTHING, false)
                        .broken()
                        .map(Broken::promise))
                .contains(Promise.ONE_MACHINE);
    }
}
