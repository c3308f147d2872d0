package dev.flotilla.model.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.Refused;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.unit.UnitName;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueSyntaxTest {
    private static final Specifiers SPECIFIERS = new Specifiers(
            UnitName.parse("my-web\\x2dapp@a-b\\x20c.service"),
            "host.example.com",
            new Specifiers.Machine("mid", "bid", "6.1.0"),
            Specifiers.Directories.OF_SYSTEM,
            new Specifiers.User("core", "500", "/home/core", "/bin/bash"));

    @Test
    void assignments() {
        assertThat(Environment.parse("VAR1=word1 \"VAR2=word 2\" \"VAR3=$word 5 6\" VAR4='x y'"))
                .containsExactly(
                        org.assertj.core.api.Assertions.entry("VAR1", "word1"),
                        org.assertj.core.api.Assertions.entry("VAR2", "word 2"),
                        org.assertj.core.api.Assertions.entry("VAR3", "$word 5 6"),
                        org.assertj.core.api.Assertions.entry("VAR4", "x y"));
        assertThat(Environment.parse("DOCKER_OPTS='--insecure-registry=\"0.0.0.0/0\"'"))
                .containsEntry("DOCKER_OPTS", "--insecure-registry=\"0.0.0.0/0\"");
        assertThat(Environment.parse("A=1 A=2 B=")).containsEntry("A", "2").containsEntry("B", "");
        assertThat(Environment.parse("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "=x", "1A=x", "A-B=x", "A=1 B", "'A=1"})
    void whatIsNoAssignmentIsRefused(String value) {
        assertThat(Refused.invalid(() -> Environment.parse(value)).field()).contains("Environment");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "90, 90000",
        "1.5, 1500",
        "5min 20s, 320000",
        "5min20s, 320000",
        "2 h, 7200000",
        "2hours, 7200000",
        "300ms20s 5day, 432020300",
        "1w, 604800000",
        "1500us, 1",
        "1y 12month, 63115200000",
        "1M, 2629800000",
        "1m, 60000",
        "' 3s ', 3000",
    })
    void timeSpans(String text, long millis) {
        assertThat(TimeSpan.parse(text).finite().orElseThrow().toMillis()).isEqualTo(millis);
    }

    @Test
    void infinityAndWhatIsTooLongToCount() {
        assertThat(TimeSpan.parse("infinity").isInfinite()).isTrue();
        assertThat(TimeSpan.parse("infinity").finite()).isEmpty();
        assertThat(TimeSpan.parse("999999999999999999y")).isEqualTo(TimeSpan.INFINITY);
        assertThat(new TimeSpan(Duration.ofSeconds(1)).isInfinite()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "s", "-1", "1 x", "1.s", "5mins", "1 infinity", "1s,2s", "0x10"})
    void whatIsNoTimeSpanIsRefused(String text) {
        assertThat(Refused.invalid(() -> TimeSpan.parse("TimeoutStartSec", text))
                        .message())
                .startsWith("TimeoutStartSec=: ");
    }

    @ParameterizedTest
    @CsvSource({
        "yes,true",
        "Y,true",
        "1,true",
        "on,true",
        "TRUE,true",
        "t,true",
        "no,false",
        "0,false",
        "Off,false",
        "f,false"
    })
    void booleans(String word, boolean value) {
        assertThat(Booleans.parse("RemainAfterExit", word)).isEqualTo(value);
    }

    @Test
    void whatIsNoBooleanIsRefused() {
        assertThat(Refused.invalid(() -> Booleans.parse("RemainAfterExit", "maybe"))
                        .field())
                .contains("RemainAfterExit");
        assertThat(Booleans.of("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "%n,     my-web\\x2dapp@a-b\\x20c.service",
        "%N,     my-web\\x2dapp@a-b\\x20c",
        "%p,     my-web\\x2dapp",
        "%P,     my/web-app",
        "%i,     a-b\\x20c",
        "%I,     a/b c",
        "%j,     web\\x2dapp",
        "%J,     web-app",
        "%H,     host.example.com",
        "%l,     host",
        "%m,     mid",
        "%b,     bid",
        "%v,     6.1.0",
        "%t/x,   /run/x",
        "%S,     /var/lib",
        "%C,     /var/cache",
        "%L,     /var/log",
        "%T,     /tmp",
        "%V,     /var/tmp",
        "%h,     /home/core",
        "%u:%U,  core:500",
        "%s,     /bin/bash",
        "100%%,  100%",
        "%%n,    %n",
        "plain,  plain",
    })
    void specifiers(String value, String expanded) {
        assertThat(SPECIFIERS.expand("ExecStart", value)).isEqualTo(expanded);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "a%", "%Z", "% x"})
    void unknownSpecifiersNameTheirOption(String value) {
        assertThat(Refused.invalid(() -> SPECIFIERS.expand("ExecStart", value)).message())
                .startsWith("ExecStart=: ");
    }

    @Test
    void aSpecifierNeverSplitsAWord() {
        CommandLine command = CommandLine.parse("/bin/echo %I -%i").getFirst().withSpecifiers("ExecStart", SPECIFIERS);

        assertThat(command.arguments()).containsExactly("a/b c", "-a-b\\x20c");
    }

    @Property
    void anyTextIsASpanOrRefused(@ForAll String text) {
        try {
            assertThat(TimeSpan.parse(text).duration()).isGreaterThanOrEqualTo(Duration.ZERO);
        } catch (FlotillaException refused) {
            assertThat(refused.error().message()).startsWith("time span=: ");
        }
    }
}
