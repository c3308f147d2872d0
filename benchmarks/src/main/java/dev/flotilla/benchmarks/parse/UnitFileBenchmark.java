package dev.flotilla.benchmarks.parse;

import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A unit file of the kind that users write, with a continued line and requirements. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
@State(Scope.Benchmark)
public class UnitFileBenchmark {
    private static final String NAME = "apache@7.service";

    private String text = """
            # Instances keep apart.
            [Unit]
            Description=My Apache Frontend %i
            After=docker.service
            Requires=docker.service
            [Service]
            TimeoutStartSec=0
            ExecStartPre=-/usr/bin/docker kill apache-%i
            ExecStartPre=/usr/bin/docker pull coreos/apache
            ExecStart=/usr/bin/docker run --rm --name apache-%i -p 80:80 \\
              -e HOST=%H coreos/apache /usr/sbin/apache2ctl -D FOREGROUND
            ExecStop=/usr/bin/docker stop apache-%i
            Restart=always
            [X-Fleet]
            MachineMetadata="disk=ssd" "zone=a"
            Conflicts=apache@*.service
            """;

    /** Text to options. */
    @Benchmark
    public UnitFile parse() {
        return UnitFile.parse(NAME, text);
    }

    /** As the registry takes it in: options, their requirements, the hash. */
    @Benchmark
    public Unit parseAndDefine() {
        return Unit.define(
                UnitName.parse(NAME), UnitFile.parse(NAME, text), DesiredState.LAUNCHED, Instant.EPOCH, "alice");
    }
}
