package dev.flotilla.model.unit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.Refused;
import dev.flotilla.model.error.FlotillaException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitNameTest {
    @ParameterizedTest
    @CsvSource({
        "foo.service,          foo,      ,        false, false",
        "foo.bar.service,      foo.bar,  ,        false, false",
        "foo@.service,         foo,      ,        true,  false",
        "foo@bar.service,      foo,      bar,     false, true",
        "foo@bar@baz.service,  foo,      bar@baz, false, true",
        "foo@1.2.timer,        foo,      1.2,     false, true",
        "a:b-c_d\\x2d.socket,  a:b-c_d\\x2d, ,    false, false",
        ".hidden.service,      .hidden,  ,        false, false",
    })
    void aNameHasItsParts(String name, String prefix, String instance, boolean template, boolean isInstance) {
        UnitName unit = UnitName.parse(name);

        assertThat(unit.prefix()).isEqualTo(prefix);
        assertThat(unit.instance().orElse(null)).isEqualTo(instance);
        assertThat(unit.isTemplate()).isEqualTo(template);
        assertThat(unit.isInstance()).isEqualTo(isInstance);
        assertThat(unit.withoutType() + unit.type().suffix()).isEqualTo(name);
    }

    @Test
    void anInstanceKnowsItsTemplateAndNothingElseHasOne() {
        assertThat(UnitName.parse("foo@1.timer").template()).contains(UnitName.parse("foo@.timer"));
        assertThat(UnitName.parse("foo@.timer").template()).isEmpty();
        assertThat(UnitName.parse("foo.timer").template()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "../../etc/passwd",
                "../x.service",
                "a/b.service",
                "/etc/a.service",
                "..service",
                "....service",
                ".service",
                "foo",
                "foo.",
                "foo.service.",
                "foo.bar",
                "foo.SERVICE",
                "@foo.service",
                "@.service",
                "foo bar.service",
                " foo.service",
                "foo.service ",
                "foo\n.service",
                "foo\u0000.service",
                "f\u00f6o.service",
                "foo%i.service",
                "foo*.service",
                "foo$(x).service",
                "foo@1.mount",
                "foo@.slice"
            })
    void whatIsNoNameIsRefused(String name) {
        assertThat(Refused.invalid(() -> UnitName.parse(name)).field()).contains("name");
    }

    @Test
    void theErrorSaysWhatIsWrongWithoutRepeatingControlCharacters() {
        assertThat(Refused.invalid(() -> UnitName.parse("a/b.service")).message())
                .isEqualTo("invalid character \"/\" in unit name \"a/b.service\"");
        assertThat(Refused.invalid(() -> UnitName.parse("a\u001b[2J.service")).message())
                .contains("\\u001b")
                .doesNotContain("\u001b");
        assertThat(Refused.invalid(() -> UnitName.parse("a.nonsense")).message())
                .contains("invalid unit type \"nonsense\"");
    }

    @Test
    void aNameHasAtMost256Characters() {
        assertThat(UnitName.parse("x".repeat(248) + ".service").value()).hasSize(256);
        assertThat(Refused.invalid(() -> UnitName.parse("x".repeat(249) + ".service"))
                        .message())
                .contains("257 > 256");
    }

    @ParameterizedTest
    @CsvSource({
        "apache@1,         apache@1.service",
        "apache@1.service, apache@1.service",
        "foo.timer,        foo.timer",
        "foo.bar,          foo.bar.service",
        "service,          service.service",
        "www.example.com,  www.example.com.service",
    })
    void anArgumentWithoutTypeIsAService(String argument, String name) {
        assertThat(UnitName.ofArgument(argument).value()).isEqualTo(name);
    }

    @Test
    void namesSortAsLists() {
        assertThat(List.of(UnitName.parse("b.service"), UnitName.parse("a@2.service"), UnitName.parse("a.timer")))
                .satisfies(names -> assertThat(names.stream().sorted().map(UnitName::value))
                        .containsExactly("a.timer", "a@2.service", "b.service"));
    }

    @ParameterizedTest
    @EnumSource(UnitType.class)
    void everyTypeIsFoundByItsWord(UnitType type) {
        assertThat(UnitType.of(type.word())).contains(type);
        assertThat(UnitType.of(type.suffix())).isEmpty();
        assertThat(UnitName.parse("a" + type.suffix()).type()).isEqualTo(type);
    }

    @Test
    void onlyFiveTypesHaveInstances() {
        assertThat(UnitType.values())
                .hasSize(13)
                .filteredOn(UnitType::instantiable)
                .hasSize(5);
    }

    @Property
    void anyTextIsANameOrRefused(@ForAll("nearNames") String text) {
        try {
            UnitName name = UnitName.parse(text);
            assertThat(name.value()).isEqualTo(text).doesNotContain("/");
            assertThat(name.isTemplate() && name.isInstance()).isFalse();
        } catch (FlotillaException refused) {
            assertThat(refused.error().message()).isNotBlank();
        }
    }

    @Provide
    Arbitrary<String> nearNames() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(20),
                Arbitraries.strings().withChars("ab@.-_:\\/ ").ofMaxLength(8).map(prefix -> prefix + ".service"));
    }
}
