package dev.flotilla.model.requirement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.Refused;
import dev.flotilla.model.error.FlotillaException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {
    // The behaviour that Go documents and tests for path.Match.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            quoteCharacter = '`',
            value = {
                "abc|abc|true",
                "*|abc|true",
                "*c|abc|true",
                "a*|a|true",
                "a*|abc|true",
                "a*|ab/c|false",
                "a*/b|abc/b|true",
                "a*/b|a/c/b|false",
                "a*b*c*d*e*/f|axbxcxdxe/f|true",
                "a*b*c*d*e*/f|axbxcxdxexxx/f|true",
                "a*b*c*d*e*/f|axbxcxdxe/xxx/f|false",
                "a*b*c*d*e*/f|axbxcxdxexxx/fff|false",
                "a*b?c*x|abxbbxdbxebxczzx|true",
                "a*b?c*x|abxbbxdbxebxczzy|false",
                "ab[c]|abc|true",
                "ab[b-d]|abc|true",
                "ab[e-g]|abc|false",
                "ab[^c]|abc|false",
                "ab[^b-d]|abc|false",
                "ab[^e-g]|abc|true",
                "a\\*b|a*b|true",
                "a\\*b|ab|false",
                "a?b|a\u263ab|true",
                "a[^a]b|a\u263ab|true",
                "a?b|a\ud83d\ude00b|true",
                "a???b|a\u263ab|false",
                "[a-\u03b6]*|\u03b1|true",
                "*[a-\u03b6]|A|false",
                "a?b|a/b|false",
                "a*b|a/b|false",
                "[\\]a]|]|true",
                "[\\-]|-|true",
                "[x\\-]|x|true",
                "[x\\-]|-|true",
                "[x\\-]|z|false",
                "*x|xxx|true",
                "apache@*.service|apache@1.service|true",
                "apache@*.service|apache@.service|true",
                "apache@*.service|apache.service|false",
                "hello_world@*|hello_world@1.service|true",
                "a*a|a|false",
                "a[^x]b|a/b|true",
                "*[^a]*|b/|false",
                "|a|false",
            })
    void aPatternMatchesAsInGo(String pattern, String name, boolean matches) {
        assertThat(new Glob(pattern == null ? "" : pattern).matches(name)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[]a]", "[-]", "[x-]", "[-x]", "[a-b-c]", "[", "[^", "[^bc", "a[", "a\\", "[a", "[\\", "*[a-"})
    void aMalformedPatternIsRefusedAtOnce(String pattern) {
        assertThat(Refused.invalid(() -> new Glob(pattern)).message()).contains("syntax error in pattern");
    }

    @Test
    void aPatternWithoutMetacharactersIsAName() {
        assertThat(new Glob("apache@1.service").literal()).contains("apache@1.service");
        assertThat(new Glob("apache@?.service").literal()).isEmpty();
        assertThat(new Glob("a\\*").literal()).isEmpty();
        assertThat(new Glob("a*")).isEqualTo(new Glob("a*")).hasSameHashCodeAs(new Glob("a*"));
    }

    @Test
    void manyStarsCostNoExponentialTime() {
        Glob glob = new Glob("a*".repeat(120) + "b");

        assertThat(glob.matches("a".repeat(256))).isFalse();
    }

    @Property(tries = 20_000)
    void itAgreesWithTheDefinition(@ForAll("patterns") String pattern, @ForAll("names") String anyName) {
        // Go gives up where only an earlier star could still help; that shows only when a class takes a slash.
        String name = pattern.contains("[^") ? anyName.replace("/", "") : anyName;
        Glob glob;
        try {
            glob = new Glob(pattern);
        } catch (FlotillaException malformed) {
            return;
        }
        assertThat(glob.matches(name)).isEqualTo(defined(pattern, name));
    }

    @Provide
    Arbitrary<String> patterns() {
        return Arbitraries.of("a", "b", "/", "*", "?", "[ab]", "[^a]", "[a-b]", "[^/]", "\\*", "*", "-", "]")
                .list()
                .ofMaxSize(7)
                .map(pieces -> String.join("", pieces));
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.strings().withChars("ab/*-").ofMaxLength(7);
    }

    /** path.Match's definition, by trying everything. */
    private static boolean defined(String pattern, String name) {
        if (pattern.isEmpty()) {
            return name.isEmpty();
        }
        char p = pattern.charAt(0);
        if (p == '*') {
            return defined(pattern.substring(1), name)
                    || !name.isEmpty() && name.charAt(0) != '/' && defined(pattern, name.substring(1));
        }
        if (name.isEmpty()) {
            return false;
        }
        char c = name.charAt(0);
        String rest = name.substring(1);
        return switch (p) {
            case '?' -> c != '/' && defined(pattern.substring(1), rest);
            case '\\' -> pattern.charAt(1) == c && defined(pattern.substring(2), rest);
            case '[' -> {
                int close = pattern.indexOf(']');
                String body = pattern.substring(1, close);
                boolean negated = body.startsWith("^");
                String members = negated ? body.substring(1) : body;
                boolean in = members.length() == 3 && members.charAt(1) == '-'
                        ? members.charAt(0) <= c && c <= members.charAt(2)
                        : members.indexOf(c) >= 0;
                yield in != negated && defined(pattern.substring(close + 1), rest);
            }
            default -> p == c && defined(pattern.substring(1), rest);
        };
    }
}
