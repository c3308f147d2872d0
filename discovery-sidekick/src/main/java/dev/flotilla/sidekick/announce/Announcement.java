package dev.flotilla.sidekick.announce;

import dev.flotilla.model.discovery.Declaration;
import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceKey;
import dev.flotilla.model.error.FlotillaError;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What a process of the machine wants to have announced while it lives.
 *
 * @param host empty: the machine's public IP
 * @param ttl how long it may be silent, and how long the record outlives the sidekick
 */
public record Announcement(
        InstanceKey key,
        int port,
        Optional<String> host,
        Optional<String> version,
        List<String> tags,
        SortedMap<String, String> attributes,
        Duration ttl) {

    /** {@link FlotillaError.Invalid} says what is wrong with it. */
    public Announcement {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(version, "version");
        tags = List.copyOf(tags);
        Instance.checkedPort(port);
        host.ifPresent(Instance::checkedHost);
        if (ttl.compareTo(Declaration.SHORTEST_TTL) < 0 || ttl.compareTo(Declaration.LONGEST_TTL) > 0) {
            throw new FlotillaError.Invalid(
                            "a TTL ranges from " + Declaration.SHORTEST_TTL.toSeconds() + " s to a day, not "
                                    + ttl.toSeconds() + " s",
                            Optional.of("ttl"),
                            Optional.empty())
                    .asException();
        }
    }
}
