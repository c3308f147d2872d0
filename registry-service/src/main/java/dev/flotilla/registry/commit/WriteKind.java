package dev.flotilla.registry.commit;

import java.util.Locale;

/** Who writes, for the metrics. */
public enum WriteKind {
    UNIT,
    METADATA,
    PLACEMENT,
    STATE,
    SESSION,
    LOST,
    BRAKE,
    ELECTION,
    REPLICA,
    JANITOR,
    ETCD_DISCOVERY,
    JOIN,
    SERVICE;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** For example {@code unit}. */
    public String word() {
        return word;
    }
}
