package dev.flotilla.cloudconfig.render;

import java.util.Locale;
import java.util.Optional;

/** How user-data is written. */
public enum Format {
    /** For coreos-cloudinit, cloud-init-like systems and {@code flotilla cloud-config apply}. */
    CLOUD_CONFIG("text/cloud-config"),
    /** Butane, variant flatcar 1.0.0, to be read and changed by people. */
    BUTANE("application/yaml"),
    /** Ignition 3.3.0, what machines take. */
    IGNITION("application/vnd.coreos.ignition+json");

    private final String mediaType;

    Format(String mediaType) {
        this.mediaType = mediaType;
    }

    public String mediaType() {
        return mediaType;
    }

    /** {@code cloud-config}, {@code butane} or {@code ignition}; empty for other words. */
    public static Optional<Format> of(String word) {
        for (Format format : values()) {
            if (format.word().equals(word)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
