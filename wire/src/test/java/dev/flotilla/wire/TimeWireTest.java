package dev.flotilla.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import dev.flotilla.model.error.FlotillaException;
import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class TimeWireTest {
    @Property
    void timesComeBack(
            @ForAll @LongRange(min = -10_000_000_000L, max = 100_000_000_000L) long second,
            @ForAll @IntRange(max = 999_999_999) int nano) {
        Instant instant = Instant.ofEpochSecond(second, nano);

        assertThat(TimeWire.fromProto(TimeWire.toProto(instant), "since")).isEqualTo(instant);
    }

    @Property
    void durationsComeBack(@ForAll @LongRange(min = 0, max = Long.MAX_VALUE / 4) long nanos) {
        Duration duration = Duration.ofNanos(nanos);

        assertThat(TimeWire.fromProto(TimeWire.toProto(duration), "ttl")).isEqualTo(duration);
    }

    @Test
    void whatIsNoTimeNamesItsField() {
        assertThatThrownBy(() ->
                        TimeWire.fromProto(Timestamp.newBuilder().setNanos(-1).build(), "unit.created"))
                .isInstanceOf(FlotillaException.class)
                .satisfies(e -> Refusals.assertNames(e, "unit.created"));
        assertThatThrownBy(() -> TimeWire.fromProto(
                        Timestamp.newBuilder().setSeconds(Long.MAX_VALUE).build(), "unit.created"))
                .satisfies(e -> Refusals.assertNames(e, "unit.created"));
    }

    @Test
    void aNegativeOrAbsurdDurationNamesItsField() {
        assertThatThrownBy(() -> TimeWire.fromProto(
                        com.google.protobuf.Duration.newBuilder().setSeconds(-1).build(), "ttl"))
                .satisfies(e -> Refusals.assertNames(e, "ttl"));
        assertThatThrownBy(() -> TimeWire.fromProto(
                        com.google.protobuf.Duration.newBuilder()
                                .setSeconds(Long.MAX_VALUE)
                                .build(),
                        "ttl"))
                .satisfies(e -> Refusals.assertNames(e, "ttl"));
    }
}
