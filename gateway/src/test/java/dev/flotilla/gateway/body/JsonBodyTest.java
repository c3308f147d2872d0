package dev.flotilla.gateway.body;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.error.Position;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitOption;
import java.io.ByteArrayInputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonBodyTest {
    private static JsonBody json(String text) {
        return JsonBody.parse(text.getBytes(UTF_8));
    }

    private static FlotillaError.Invalid refused(String text) {
        var failure = catchThrowableOfType(FlotillaException.class, () -> json(text));
        return (FlotillaError.Invalid) failure.error();
    }

    @Test
    void whatIsNoJsonSaysWhere() {
        assertThat(refused("{\"a\": 1,\n \"b\" 2}").position().map(Position::line))
                .contains(2);
        assertThat(refused("{").position()).isPresent();
        assertThat(refused("").message()).contains("no body");
    }

    /** A byte order that nobody has; half a character of four bytes. */
    @Test
    void whatIsNoTextIsRefused() {
        for (byte[] body : List.of(
                new byte[] {0, 0, (byte) 0xff, (byte) 0xfe}, new byte[] {0, 0, 0, '{', 0x7f, 0x7f, 0x7f, 0x7f})) {
            assertThatThrownBy(() -> JsonBody.parse(body))
                    .isInstanceOfSatisfying(FlotillaException.class, e -> assertThat(e.error())
                            .isInstanceOf(FlotillaError.Invalid.class))
                    .hasMessageContaining("the body is no text");
        }
    }

    @Test
    void deepNestingIsRefusedNotSurvived() {
        assertThat(refused("[".repeat(5000)).message()).isNotEmpty();
    }

    @Test
    void namesAreTakenInAnyCaseTheExactOneFirst() {
        assertThat(json("{\"NAME\":\"x\"}").field("name").text()).contains("x");
        assertThat(json("{\"Name\":\"x\",\"name\":\"y\"}").field("name").text()).contains("y");
    }

    @Test
    void nullIsAsGoodAsLeftOut() {
        assertThat(json("{\"a\":null}").field("a").text()).isEmpty();
        assertThat(json("{\"a\":null}").field("a").items()).isEmpty();
        assertThat(json("{}").field("a").isAbsent()).isTrue();
    }

    @Test
    void whatFollowsTheFirstValueIsPassedOver() {
        assertThat(json("{\"a\":\"b\"} }}} trailing").field("a").text()).contains("b");
    }

    @Test
    void otherTypesAreRefusedWithTheirPlace() {
        assertThatThrownBy(() -> json("{\"a\":[{\"b\":true}]}")
                        .field("a")
                        .items()
                        .getFirst()
                        .field("b")
                        .text())
                .hasMessageContaining("a[0].b must be a text, not true or false");
        assertThatThrownBy(() -> json("7").object()).hasMessageContaining("the body must be an object, not a number");
        assertThatThrownBy(() -> json("{\"a\":{}}").field("a").items())
                .hasMessageContaining("a must be a list, not an object");
    }

    @Test
    void aUnitIsRead() {
        UnitBody unit = UnitBody.parse(
                "{\"name\":\"\",\"desiredState\":\"loaded\",\"options\":[{\"section\":\"S\",\"name\":\"N\"}],\"content\":\"x\"}"
                        .getBytes(UTF_8));
        assertThat(unit.name()).isEmpty();
        assertThat(unit.desired()).contains(DesiredState.LOADED);
        assertThat(unit.options()).containsExactly(new UnitOption("S", "N", ""));
        assertThat(unit.content()).contains("x");
    }

    @Test
    void aBodyIsReadUpToTheLimit() {
        var limit = new BodyLimit(4);
        assertThat(limit.read(new ByteArrayInputStream(new byte[4]))).hasSize(4);
        assertThatThrownBy(() -> limit.read(new ByteArrayInputStream(new byte[5])))
                .isInstanceOfSatisfying(
                        FlotillaException.class, e -> assertThat(e.error()).isInstanceOf(FlotillaError.TooLarge.class));
        assertThatThrownBy(() -> new BodyLimit(2 << 20).checkAnnounced(1L << 40))
                .hasMessageContaining("larger than 2 MiB")
                .hasMessageContaining("256 KiB");
    }
}
