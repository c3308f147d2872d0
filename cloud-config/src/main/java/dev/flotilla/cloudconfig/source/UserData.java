package dev.flotilla.cloudconfig.source;

import java.util.List;

/** What a machine was given at its first boot, told apart as coreos-cloudinit does. */
public sealed interface UserData {
    /** Nothing at all, which is valid. */
    record Empty() implements UserData {}

    /** A text that begins with {@code #!}: run by {@code bash}, whatever the line says. */
    record Script(String text) implements UserData {}

    /** JSON that Ignition applied before the system was up: nothing is left to do. */
    record Ignition(String text) implements UserData {}

    /** A text whose first line is {@code #cloud-config}. */
    record CloudConfigText(String text) implements UserData {}

    /** A MIME message: its parts in order, each detected anew. */
    record Multipart(List<UserData> parts) implements UserData {
        public Multipart {
            parts = List.copyOf(parts);
        }
    }

    /** None of these. The reason says what was expected. */
    record Unrecognized(String reason) implements UserData {}
}
