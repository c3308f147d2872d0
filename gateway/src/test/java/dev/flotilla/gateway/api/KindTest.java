package dev.flotilla.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.Position;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KindTest {
    @Test
    void everyErrorHasItsStatus() {
        Map<FlotillaError, Integer> statuses = Map.of(
                new FlotillaError.NotFound("x"), 404,
                new FlotillaError.Invalid("x"), 400,
                new FlotillaError.Conflict("x"), 409,
                new FlotillaError.TooLarge("x"), 413,
                new FlotillaError.Compacted("x", 5), 410,
                new FlotillaError.Denied("x"), 403,
                new FlotillaError.Unavailable("x"), 503,
                new FlotillaError.Unsupported("x"), 501,
                new FlotillaError.Internal("x"), 500);
        statuses.forEach((error, status) -> {
            assertThat(Kind.of(error).status()).isEqualTo(status);
            assertThat(Problem.of(error).status()).isEqualTo(status);
            assertThat(Problem.of(error).detail()).isEqualTo("x");
        });
    }

    @Test
    void aProblemSaysTheFieldAndThePlace() {
        var problem = Problem.of(new FlotillaError.Invalid(
                "not Name=value", Optional.of("options[3].name"), Optional.of(new Position("a.service", 7, 1))));
        assertThat(problem.detail()).isEqualTo("a.service:7:1: not Name=value");
        assertThat(problem.field()).contains("options[3].name");
        assertThat(problem.position()).contains(new PositionJson("a.service", 7, 1));
        assertThat(problem.type()).isEqualTo("urn:flotilla:error:invalid");
    }

    @Test
    void aStatusOfTheFrameworkFindsItsKind() {
        assertThat(Kind.ofStatus(415)).isEqualTo(Kind.UNSUPPORTED_MEDIA_TYPE);
        assertThat(Kind.ofStatus(418)).isEqualTo(Kind.INVALID);
        assertThat(Kind.ofStatus(502)).isEqualTo(Kind.INTERNAL);
    }

    @Test
    void parametersAreCheckedByName() {
        assertThat(Parameters.number("lines", Optional.empty(), 10, 0, 100)).isEqualTo(10);
        assertThat(Parameters.number("lines", Optional.of("7"), 10, 0, 100)).isEqualTo(7);
        assertThatThrownBy(() -> Parameters.number("lines", Optional.of("101"), 10, 0, 100))
                .hasMessage("lines is a whole number from 0 to 100, not \"101\"");
        assertThat(Parameters.flag("follow", Optional.of(""))).isTrue();
        assertThat(Parameters.flag("follow", Optional.empty())).isFalse();
        assertThat(Parameters.time("since", Optional.of("2026-11-20T12:00:00 02:00")))
                .contains(Instant.parse("2026-11-20T10:00:00Z"));
        assertThatThrownBy(() -> Parameters.time("since", Optional.of("yesterday")))
                .hasMessageContaining("since");
    }

    @Test
    void theMethodsOfAResourceAreKnown() {
        assertThat(Methods.of("/v1/units/a.service")).containsExactly("GET", "PUT", "DELETE");
        assertThat(Methods.of("/v1/units:verify")).containsExactly("POST");
        assertThat(Methods.of("/v1/units/a.service/logs")).containsExactly("GET");
    }
}
