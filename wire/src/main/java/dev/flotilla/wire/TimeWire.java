package dev.flotilla.wire;

import com.google.protobuf.Timestamp;
import dev.flotilla.model.error.FlotillaError;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/** Points in time and durations. */
public final class TimeWire {
    /** Beyond it nanoseconds no longer fit a long; some 100 years, longer than any duration of ours. */
    private static final long MAX_SECONDS = Duration.ofDays(36_500).toSeconds();

    private TimeWire() {}

    public static Timestamp toProto(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }

    /**
     * An unset timestamp is the epoch.
     *
     * @param field named in the error when the value is no time at all
     */
    public static Instant fromProto(Timestamp timestamp, String field) {
        int nanos = timestamp.getNanos();
        if (nanos < 0 || nanos > 999_999_999) {
            throw Malformed.field(field, "nanos of a timestamp range from 0 to 999999999, not " + nanos);
        }
        try {
            return Instant.ofEpochSecond(timestamp.getSeconds(), nanos);
        } catch (DateTimeException e) {
            throw Malformed.field(field, "not a time: " + timestamp.getSeconds() + " seconds");
        }
    }

    public static com.google.protobuf.Duration toProto(Duration duration) {
        return com.google.protobuf.Duration.newBuilder()
                .setSeconds(duration.getSeconds())
                .setNanos(duration.getNano())
                .build();
    }

    /** A duration of at least zero; {@link FlotillaError.Invalid} otherwise. */
    public static Duration fromProto(com.google.protobuf.Duration duration, String field) {
        long seconds = duration.getSeconds();
        int nanos = duration.getNanos();
        if (seconds < 0 || seconds > MAX_SECONDS || nanos < 0 || nanos > 999_999_999) {
            throw Malformed.field(field, "not a duration: " + seconds + " seconds and " + nanos + " nanoseconds");
        }
        return Duration.ofSeconds(seconds, nanos);
    }
}
