package dev.flotilla.model.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.Refused;
import dev.flotilla.model.command.CommandLine.Prefix;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
    private static CommandLine one(String value) {
        List<CommandLine> commands = CommandLine.parse(value);
        assertThat(commands).hasSize(1);
        return commands.getFirst();
    }

    private static List<String> argv(String value, String... environment) {
        return one(value).argv(Environment.parse(String.join(" ", environment)));
    }

    @Test
    void theArticlesCommands() {
        CommandLine hello = one("/usr/bin/docker run --rm  --name busybox1 busybox /bin/sh -c"
                + " \"while true; do echo Hello World; sleep 1; done\"");
        assertThat(hello.path()).isEqualTo("/usr/bin/docker");
        assertThat(hello.arguments())
                .containsExactly(
                        "run",
                        "--rm",
                        "--name",
                        "busybox1",
                        "busybox",
                        "/bin/sh",
                        "-c",
                        "while true; do echo Hello World; sleep 1; done");
        CommandLine announce = one("/bin/sh -c \"while true; do etcdctl set /services/website/apache@%i"
                + " '{ \\\"host\\\": \\\"%H\\\", \\\"port\\\": 80 }' --ttl 60;sleep 45;done\"");
        assertThat(announce.arguments().getLast())
                .isEqualTo("while true; do etcdctl set /services/website/apache@%i"
                        + " '{ \"host\": \"%H\", \"port\": 80 }' --ttl 60;sleep 45;done");
        assertThat(one("-/usr/bin/docker kill apache1").ignoresFailure()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "/bin/a,     ''",
        "-/bin/a,    IGNORE_FAILURE",
        ":/bin/a,    NO_EXPANSION",
        "+/bin/a,    FULL_PRIVILEGES",
        "!/bin/a,    ELEVATED_PRIVILEGES",
        "!!/bin/a,   ELEVATED_PRIVILEGES",
        "-:+/bin/a,  IGNORE_FAILURE NO_EXPANSION FULL_PRIVILEGES",
    })
    void prefixesStandBeforeThePath(String value, String prefixes) {
        assertThat(one(value).path()).isEqualTo("/bin/a");
        assertThat(one(value).prefixes())
                .extracting(Prefix::name)
                .containsExactlyInAnyOrder(prefixes.isEmpty() ? new String[0] : prefixes.split(" "));
    }

    @Test
    void theSecondWordCanBeTheProgramsName() {
        CommandLine command = one("-@/bin/sh login -c x");

        assertThat(command.argv0()).isEqualTo(Optional.of("login"));
        assertThat(command.argv(Map.of())).containsExactly("/bin/sh", "-c", "x");
        Refused.invalid(() -> CommandLine.parse("@/bin/sh"));
    }

    @Test
    void aSemicolonThatIsAWordSeparatesCommands() {
        assertThat(CommandLine.parse("/bin/echo one ; -/bin/echo two;three ; "))
                .extracting(CommandLine::arguments)
                .containsExactly(List.of("one"), List.of("two;three"));
        assertThat(one("/bin/echo a \\; b").arguments()).containsExactly("a", ";", "b");
        assertThat(one("/bin/echo a \";\" b").arguments()).containsExactly("a", ";", "b");
        assertThat(CommandLine.parse("  ")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'a b' \"c d\"         | a b~c d",
                "x'a b'y\"c\"          | xa byc",
                "'' \"\"               | ~",
                "'a\"b' \"c'd\"        | a\"b~c'd",
                "a\\ b                 | a\\~b",
                "a\\sb                 | a b",
                "\\x41\\102\\u00e9     | AB\u00e9",
                "\\U0001F600           | \ud83d\ude00",
                "\\xe2\\x98\\x83       | \u2603",
                "\"a\\tb\"             | a\tb",
                "\\$(date) \\d \\x4    | \\$(date)~\\d~\\x4",
                "\\0 \\x00 \\ud800     | \\0~\\x00~\\ud800",
                "a\\\\b c\\\"d         | a\\b~c\"d",
                "caf\u00e9             | caf\u00e9",
                "trailing\\            | trailing\\",
            })
    void wordsAreCutAndUnescapedAsInSystemd(String text, String words) {
        assertThat(one("/bin/x " + text).arguments()).containsExactly(words.split("~", -1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bin/a 'b", "/bin/a \"b", "-", "-@", "''", "/bin/", "bin/sh", "./a", "/bin/a \\xff"})
    void aBrokenCommandNamesItsOption(String value) {
        FlotillaError.Invalid error = Refused.invalid(() -> CommandLine.parse("ExecStop", value));

        assertThat(error.message()).startsWith("ExecStop=: ");
        assertThat(error.field()).contains("ExecStop");
    }

    @Test
    void variablesAreReplaced() {
        assertThat(argv("/bin/echo $ONE $TWO ${TWO}", "ONE='one'", "'TWO=two two'"))
                .containsExactly("/bin/echo", "one", "two", "two", "two two");
        assertThat(argv("/bin/echo ${ONE} ${TWO} ${THREE}", "ONE='one'", "\"TWO='two two' too\"", "THREE="))
                .containsExactly("/bin/echo", "one", "'two two' too", "");
        assertThat(argv("/bin/echo $ONE $TWO $THREE", "ONE='one'", "\"TWO='two two' too\"", "THREE="))
                .containsExactly("/bin/echo", "one", "two two", "too");
        assertThat(argv("/bin/echo $NONE a${NONE}b")).containsExactly("/bin/echo", "ab");
        assertThat(argv("/bin/echo $$A a$A $(A) ${A $", "A=1"))
                .containsExactly("/bin/echo", "$A", "a$A", "$(A)", "${A", "$");
        assertThat(argv(":/bin/echo $A ${A}", "A=1")).containsExactly("/bin/echo", "$A", "${A}");
        assertThat(argv("/bin/echo '$A'", "'A=x y'")).containsExactly("/bin/echo", "x", "y");
    }

    @Property(tries = 2000)
    void anyTextIsCommandsOrRefused(@ForAll("texts") String text) {
        try {
            for (CommandLine command : CommandLine.parse(text)) {
                assertThat(command.argv(Map.of("A", "x 'y"))).first().isEqualTo(command.path());
            }
        } catch (FlotillaException refused) {
            assertThat(refused.error().message()).startsWith("ExecStart=: ");
        }
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of("/bin/a", " ", "'", "\"", "\\", ";", "$A", "${A}", "x41", "-", "@", "\u20ac", "\n", "0")
                .list()
                .ofMaxSize(10)
                .map(pieces -> String.join("", pieces));
    }
}
