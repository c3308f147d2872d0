package dev.flotilla.model.machine;

import dev.flotilla.model.error.FlotillaError;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Names one machine by its id or by a beginning of it that no other machine shares, as users write it: also with the
 * {@code ...} that lists end a shortened id with.
 *
 * @param value the id or its beginning, without the dots
 */
public record MachineSelector(String value) {
    private static final String ELLIPSIS = "...";

    /** Throws {@link FlotillaError.Invalid} when no machine id could begin so. */
    public MachineSelector {
        Objects.requireNonNull(value, "value");
        value = new MachineId(value).value();
    }

    public static MachineSelector parse(String text) {
        return new MachineSelector(
                text.endsWith(ELLIPSIS) ? text.substring(0, text.length() - ELLIPSIS.length()) : text);
    }

    /** Whether it could mean this machine; whether it does depends on the others, see {@link #resolve}. */
    public boolean matches(MachineId id) {
        return id.value().startsWith(value);
    }

    /** Those it could mean: the machine of exactly this id alone, else all that begin so. */
    public List<MachineId> matching(Collection<MachineId> known) {
        List<MachineId> beginning =
                known.stream().filter(this::matches).sorted().toList();
        // The exact id is a prefix of the others, so it sorts first.
        return !beginning.isEmpty() && beginning.getFirst().value().equals(value)
                ? List.of(beginning.getFirst())
                : beginning;
    }

    /** The one machine it means; empty when none or several of the known ones begin so. */
    public Optional<MachineId> resolve(Collection<MachineId> known) {
        List<MachineId> matching = matching(known);
        return matching.size() == 1 ? Optional.of(matching.getFirst()) : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
