package dev.flotilla.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.flotilla.model.error.FlotillaError;
import java.util.List;
import java.util.Optional;

/** Whether a unit file would be taken. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record VerificationJson(boolean valid, String name, Optional<String> hash, List<FaultJson> errors) {
    /** What is wrong and where. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record FaultJson(String message, Optional<String> field, Optional<PositionJson> position) {
        static FaultJson of(FlotillaError error) {
            return error instanceof FlotillaError.Invalid invalid
                    ? new FaultJson(
                            error.message(), invalid.field(), invalid.position().map(PositionJson::of))
                    : new FaultJson(error.message(), Optional.empty(), Optional.empty());
        }
    }

    public static VerificationJson valid(String name, String hash) {
        return new VerificationJson(true, name, Optional.of(hash), List.of());
    }

    public static VerificationJson invalid(String name, FlotillaError error) {
        return new VerificationJson(false, name, Optional.empty(), List.of(FaultJson.of(error)));
    }
}
