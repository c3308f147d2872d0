package dev.flotilla.cloudconfig.yaml;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.StreamDataWriter;
import org.snakeyaml.engine.v2.api.lowlevel.Serialize;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.emitter.Emitter;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;

/** Maps, lists and texts as YAML that people like to read: blocks for texts of several lines, quotes only where needed. */
public final class YamlText {
    private static final int WIDTH = 4096;

    /** A tag that is the one a reader would find needs not be written. */
    private static final ScalarResolver RESOLVER =
            DumpSettings.builder().build().getSchema().getScalarResolver();

    private YamlText() {}

    /** A value that is written without quotes: a number, true or false. */
    public record Plain(String text) {}

    /** Of maps, lists, strings and {@link Plain}s. */
    public static String of(Map<String, ?> root) {
        DumpSettings settings = DumpSettings.builder()
                .setIndent(2)
                .setIndicatorIndent(0)
                .setWidth(WIDTH)
                .setSplitLines(false)
                .build();
        StringWriterStream out = new StringWriterStream();
        Emitter emitter = new Emitter(settings, out);
        new Serialize(settings).serializeOne(node(root)).forEach(emitter::emit);
        return out.toString();
    }

    private static Node node(Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                List<NodeTuple> entries = new ArrayList<>();
                map.forEach((key, item) -> entries.add(new NodeTuple(scalar(String.valueOf(key)), node(item))));
                yield new MappingNode(Tag.MAP, entries, FlowStyle.BLOCK);
            }
            case List<?> list ->
                new SequenceNode(Tag.SEQ, list.stream().map(YamlText::node).toList(), FlowStyle.BLOCK);
            case Plain plain -> new ScalarNode(RESOLVER.resolve(plain.text(), true), plain.text(), ScalarStyle.PLAIN);
            default -> scalar(String.valueOf(value));
        };
    }

    private static Node scalar(String text) {
        return new ScalarNode(Tag.STR, text, style(text));
    }

    private static ScalarStyle style(String text) {
        if (isBlock(text)) {
            return ScalarStyle.LITERAL;
        }
        // What YAML 1.1 would take for something else than a text; its newer versions, and ours, read it either way.
        return text.matches("[A-Za-z/$][A-Za-z0-9 _./@+-]*") && !text.matches("(?i)y|n|yes|no|on|off|true|false|null")
                ? ScalarStyle.PLAIN
                : ScalarStyle.DOUBLE_QUOTED;
    }

    /** Whether every character can stand in a block as it is. */
    private static boolean isBlock(String text) {
        return text.indexOf('\n') >= 0
                && !text.startsWith(" ")
                && !text.startsWith("\n")
                && !text.startsWith("\t")
                && text.lines().noneMatch(line -> line.endsWith(" ") || line.endsWith("\t"))
                && text.codePoints()
                        .allMatch(c -> c == '\n' || c == '\t' || c >= ' ' && c < 0x7f || c >= 0xa0 && c < 0xd800);
    }

    private static final class StringWriterStream extends StringWriter implements StreamDataWriter {}
}
