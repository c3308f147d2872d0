package dev.flotilla.agent.runtime.process.unit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.agent.runtime.process.host.ExitStatus;
import dev.flotilla.agent.runtime.process.host.ProcessId;
import dev.flotilla.agent.runtime.process.service.Phase;
import dev.flotilla.agent.runtime.process.service.ServiceResult;
import dev.flotilla.agent.runtime.process.service.ServiceState;
import dev.flotilla.agent.runtime.process.service.Sub;
import dev.flotilla.model.unit.UnitName;
import java.time.Instant;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class UnitRecordTest {
    @Property
    void aRecordComesBackAsItWas(
            @ForAll Sub sub,
            @ForAll ServiceResult result,
            @ForAll Optional<Phase> phase,
            @ForAll @IntRange(min = 0, max = 9) int number,
            @ForAll boolean main,
            @ForAll boolean control,
            @ForAll boolean flag) {
        ExitStatus exit = flag ? new ExitStatus.Killed(number + 1, control) : new ExitStatus.Exited(number);
        var record = new UnitRecord(
                UnitName.parse("a\\x2db@" + number + ".service"),
                new ServiceState(
                        sub,
                        result,
                        phase,
                        number,
                        main,
                        control,
                        flag,
                        !flag,
                        main ? Optional.of(exit) : Optional.empty(),
                        number),
                "0123456789abcdef",
                main ? Optional.of(new ProcessId(10 + number, 77)) : Optional.empty(),
                control ? Optional.of(new ProcessId(20 + number, 78)) : Optional.empty(),
                Instant.parse("2026-01-01T00:00:00.123456Z"),
                "boot");
        assertThat(UnitRecord.read(record.write())).contains(record);
    }

    @Test
    void whatIsNoRecordIsNone() {
        assertThat(UnitRecord.read("")).isEmpty();
        assertThat(UnitRecord.read("unit=a.service\nsub=NONSENSE\n")).isEmpty();
        assertThat(UnitRecord.read("\u0000\u0000")).isEmpty();
    }

    @Test
    void longNamesStillMakeFileNames() {
        UnitName one = UnitName.parse("x".repeat(240) + "1.service");
        UnitName other = UnitName.parse("x".repeat(240) + "2.service");
        assertThat(FileKey.of(one)).hasSizeLessThan(200).isNotEqualTo(FileKey.of(other));
        assertThat(FileKey.of(UnitName.parse("a@1.service"))).isEqualTo("a@1.service");
    }
}
