package dev.flotilla.sidekick.hook;

import dev.flotilla.model.discovery.Instance;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;

/**
 * Something to tell of one instance.
 *
 * @param id the same for each attempt to tell it
 * @param instance as it is now, or, when it is to be deregistered, as it was told of last
 */
public record Event(UUID id, Kind kind, Instance instance) {
    /** What is to be done. */
    public enum Kind {
        /** It takes work from now on. */
        REGISTER,
        /** It takes work, and something about it changed. */
        CHANGE,
        /** It takes no more work. */
        DEREGISTER;

        /** As commands and requests spell it: {@code register}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Event {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(instance, "instance");
    }

    @Override
    public String toString() {
        return kind.word() + " " + instance.key();
    }
}
