package dev.flotilla.registry.bootstrap;

import dev.flotilla.model.error.FlotillaError;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A member that said where it is.
 *
 * @param member its id, in hex as etcd writes it
 * @param value {@code name=peerURL}, several separated by commas
 * @param createdIndex the store revision of its registration
 */
public record Registration(String member, String value, long createdIndex) {
    private static final int LARGEST_VALUE = 4096;
    private static final Pattern MEMBER = Pattern.compile("[0-9a-f]{1,16}");
    /** What etcd reads as a map of names to peer URLs. */
    private static final Pattern VALUE =
            Pattern.compile("[^=,\\s]+=https?://[^=,\\s]+(,[^=,\\s]+=https?://[^=,\\s]+)*");

    public Registration {
        Objects.requireNonNull(member, "member");
        Objects.requireNonNull(value, "value");
    }

    /** {@link FlotillaError.Invalid} for what would make the others fail when they read it. */
    static void check(String member, String value) {
        if (!isMember(member)) {
            throw invalid("member_id", "a member's id is 1 to 16 hex digits");
        }
        if (value.getBytes(StandardCharsets.UTF_8).length > LARGEST_VALUE
                || !VALUE.matcher(value).matches()) {
            throw invalid("value", "a member registers as name=peerURL[,name=peerURL], at most 4 KiB");
        }
    }

    static boolean isMember(String text) {
        return MEMBER.matcher(text).matches();
    }

    private static RuntimeException invalid(String field, String message) {
        return new FlotillaError.Invalid(message, Optional.of(field), Optional.empty()).asException();
    }
}
