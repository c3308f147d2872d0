package dev.flotilla.model.unit;

import dev.flotilla.model.error.FlotillaError;
import java.util.Objects;

/**
 * Names a user's call, however often it is sent: by it a repetition is told from another call that asks for the same.
 *
 * @param value 1 to {@value #LONGEST} visible ASCII characters; never the same for two calls
 */
public record RequestId(String value) {
    private static final int LONGEST = 128;

    public RequestId {
        Objects.requireNonNull(value, "value");
        if (value.isEmpty() || value.length() > LONGEST || !value.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new FlotillaError.Invalid("a request's id is 1 to " + LONGEST + " visible ASCII characters, not "
                            + Printable.quoted(value))
                    .asException();
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
