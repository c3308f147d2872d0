package dev.flotilla.cloudconfig.validate;

import java.util.List;
import java.util.Map;

/** The words of coreos-cloudinit's YAML library for what ours says a little differently. */
final class LibyamlWords {
    private static final List<Map.Entry<String, String>> WORDS = List.of(
            Map.entry(
                    "(?s)found character .* that cannot start any token.*",
                    "found character that cannot start any token"),
            Map.entry("(?s)mapping values are not allowed here.*", "mapping values are not allowed in this context"),
            Map.entry(
                    "(?s)sequence entries are not allowed here.*",
                    "block sequence entries are not allowed in this context"),
            Map.entry("(?s)mapping keys are not allowed here.*", "mapping keys are not allowed in this context"),
            Map.entry("(?s)expected <block end>, but found .*", "did not find expected key"),
            Map.entry("(?s)expected ',' or ']', but got .*", "did not find expected ',' or ']'"),
            Map.entry("(?s)expected ',' or '}', but got .*", "did not find expected ',' or '}'"),
            Map.entry("(?s)expected '<document start>', but found .*", "did not find expected <document start>"),
            Map.entry("(?s)expected the node content, but found .*", "did not find expected node content"),
            Map.entry("(?s)unknown anchor '.*' referenced.*", "unknown anchor referenced"));

    private LibyamlWords() {}

    static String of(String message) {
        return WORDS.stream()
                .filter(words -> message.matches(words.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(message.lines().findFirst().orElse(""));
    }
}
