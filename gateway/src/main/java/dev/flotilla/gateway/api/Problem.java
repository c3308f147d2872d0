package dev.flotilla.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.flotilla.model.error.FlotillaError;
import java.util.Optional;

/**
 * Problem details as RFC 9457 has them, with our kind and place.
 *
 * @param detail what is wrong with this request
 * @param field the field at fault
 * @param position where in a text the fault is
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String kind,
        Optional<String> field,
        Optional<PositionJson> position) {
    /** The media type it is sent as. */
    public static final String MEDIA_TYPE = "application/problem+json";

    private static final String TYPE_PREFIX = "urn:flotilla:error:";

    public static Problem of(FlotillaError error) {
        Kind kind = Kind.of(error);
        return error instanceof FlotillaError.Invalid invalid
                ? new Problem(
                        TYPE_PREFIX + kind.word(),
                        kind.title(),
                        kind.status(),
                        error.message(),
                        kind.word(),
                        invalid.field(),
                        invalid.position().map(PositionJson::of))
                : of(kind, error.message());
    }

    public static Problem of(Kind kind, String detail) {
        return new Problem(
                TYPE_PREFIX + kind.word(),
                kind.title(),
                kind.status(),
                detail,
                kind.word(),
                Optional.empty(),
                Optional.empty());
    }
}
