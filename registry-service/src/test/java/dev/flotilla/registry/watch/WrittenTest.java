package dev.flotilla.registry.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.registry.record.Records;
import dev.flotilla.store.Entry;
import dev.flotilla.store.Value;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WrittenTest {
    private final Written written = new Written();

    private static Unit unit(String name, String command) {
        return Unit.define(
                UnitName.parse(name),
                UnitFile.parse(name, "[Service]\nExecStart=" + command + "\n[X-Fleet]\nConflicts=other@*.service\n"),
                DesiredState.LAUNCHED,
                Instant.ofEpochSecond(1_700_000_000, 123_456_789),
                "me");
    }

    private Value remember(Unit unit) {
        return written.remember(unit.name().value(), Records.unit(unit), new Item.OfUnit(unit));
    }

    private static Entry entry(String key, Value value) {
        return new Entry(key, value, 5, 7, Optional.empty());
    }

    @Test
    void whatWasWrittenComesBackAsItWouldBeRead() {
        Entry stored = entry("a.service", remember(unit("a.service", "/bin/sleep 1d")));
        assertThat(written.recall(stored)).contains(new Item.OfUnit(Records.unit(stored)));
    }

    @Test
    void whatSomebodyElseWroteIsNotTakenForOurs() {
        remember(unit("a.service", "/bin/sleep 1d"));
        Value theirs = Records.unit(unit("a.service", "/bin/sleep 2d"));
        assertThat(written.recall(entry("a.service", theirs))).isEmpty();
    }

    @Test
    void theLastOfTwoCounts() {
        Value first = remember(unit("a.service", "/bin/sleep 1d"));
        remember(unit("a.service", "/bin/sleep 2d"));
        assertThat(written.recall(entry("a.service", first))).isEmpty();
    }

    @Test
    void whatNeverComesBackIsForgotten() {
        Value value = remember(unit("a.service", "/bin/sleep 1d"));
        IntStream.range(0, 5_000).forEach(i -> remember(unit("b" + i + ".service", "/bin/true")));
        assertThat(written.recall(entry("a.service", value))).isEmpty();
        Unit large = unit("large.service", "/bin/true " + "x".repeat(1_000));
        remember(large);
        assertThat(written.recall(entry("large.service", Records.unit(large)))).isPresent();
    }
}
