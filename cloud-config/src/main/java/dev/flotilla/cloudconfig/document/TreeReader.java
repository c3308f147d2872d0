package dev.flotilla.cloudconfig.document;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Builds the tree from the parser's events, without recursion and with an end to depth and size, so that no text can
 * take the program down. Only the first document of a stream counts, as ever.
 */
final class TreeReader {
    /** The deepest nesting; a cloud-config needs 6. */
    static final int MAX_DEPTH = 64;

    /** The most values, those behind aliases counted as often as they are used. */
    static final long MAX_SIZE = 200_000;

    private final String text;
    private final Deque<Open> open = new ArrayDeque<>();
    private final Map<Anchor, Tree> anchors = new HashMap<>();
    private Optional<Tree> root = Optional.empty();

    private TreeReader(String text) {
        this.text = text;
    }

    /** The tree; its root is empty for a text without a value. */
    static ParsedText read(String text) {
        TreeReader reader = new TreeReader(text);
        try {
            reader.run();
            return new ParsedText(text, reader.root, Optional.empty());
        } catch (Refused refused) {
            return new ParsedText(text, Optional.empty(), Optional.of(refused.fault));
        } catch (YamlEngineException e) {
            return new ParsedText(text, Optional.empty(), Optional.of(reader.fault(e)));
        }
    }

    private void run() {
        LoadSettings settings = LoadSettings.builder()
                .setCodePointLimit(Integer.MAX_VALUE)
                // One window for the whole text: 3.0.1 breaks down at a character beyond U+FFFF between two windows.
                .setBufferSize(text.length() + 2)
                .setLabel("cloud-config")
                .build();
        int documents = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            if (event instanceof DocumentStartEvent && ++documents > 1) {
                return;
            }
            accept(event);
        }
    }

    private void accept(Event event) {
        switch (event.getEventId()) {
            case Scalar -> add(scalar((ScalarEvent) event), ((NodeEvent) event).getAnchor());
            case Alias -> add(alias((AliasEvent) event), Optional.empty());
            case SequenceStart -> push(event, ((SequenceStartEvent) event).getAnchor(), false);
            case MappingStart -> push(event, ((MappingStartEvent) event).getAnchor(), true);
            case SequenceEnd, MappingEnd -> {
                Open closed = open.pop();
                add(closed.close(), closed.anchor);
            }
            default -> {}
        }
    }

    private void push(Event event, Optional<Anchor> anchor, boolean mapping) {
        Mark mark = mark(event.getStartMark());
        if (open.size() >= MAX_DEPTH) {
            throw new Refused(new SyntaxFault("nested more than " + MAX_DEPTH + " levels deep", mark));
        }
        open.push(new Open(mark, anchor, mapping));
    }

    private Tree alias(AliasEvent event) {
        Tree target = anchors.get(event.getAlias());
        Mark mark = mark(event.getStartMark());
        if (target == null) {
            throw new Refused(new SyntaxFault("unknown anchor '" + event.getAlias() + "' referenced", mark));
        }
        return target;
    }

    private void add(Tree value, Optional<Anchor> anchor) {
        anchor.ifPresent(name -> anchors.put(name, value));
        if (open.isEmpty()) {
            root = Optional.of(value);
            return;
        }
        open.element().add(value);
        if (open.element().size > MAX_SIZE) {
            throw new Refused(new SyntaxFault("more than " + MAX_SIZE + " values", value.mark()));
        }
    }

    private Tree.Scalar scalar(ScalarEvent event) {
        Mark mark = mark(event.getStartMark());
        boolean literal = event.getScalarStyle() == ScalarStyle.LITERAL;
        ScalarKind kind = kind(event);
        return new Tree.Scalar(
                mark, event.getValue(), kind, event.isPlain(), literal ? mark.line() + 1 : mark.line(), literal);
    }

    private static ScalarKind kind(ScalarEvent event) {
        Optional<String> tag = event.getTag();
        if (tag.isPresent()) {
            return switch (tag.get()) {
                case "tag:yaml.org,2002:int" -> ScalarKind.INT;
                case "tag:yaml.org,2002:float" -> ScalarKind.FLOAT;
                case "tag:yaml.org,2002:bool" -> ScalarKind.BOOL;
                case "tag:yaml.org,2002:null" -> ScalarKind.NULL;
                default -> ScalarKind.STRING;
            };
        }
        return event.isPlain() ? ScalarKind.ofPlain(event.getValue()) : ScalarKind.STRING;
    }

    private SyntaxFault fault(YamlEngineException e) {
        return switch (e) {
            case MarkedYamlEngineException marked ->
                new SyntaxFault(
                        marked.getProblem(),
                        mark(marked.getProblemMark().isPresent() ? marked.getProblemMark() : marked.getContextMark()));
            case ReaderException reader ->
                new SyntaxFault(
                        String.format("the character U+%04X is not allowed", reader.getCodePoint()),
                        Mark.at(
                                text,
                                text.offsetByCodePoints(
                                        0, Math.min(reader.getPosition(), text.codePointCount(0, text.length())))));
            default -> new SyntaxFault(firstLine(e), Mark.START);
        };
    }

    private static String firstLine(YamlEngineException e) {
        String message = e.getMessage();
        return message == null ? "cannot be read" : message.lines().findFirst().orElse("cannot be read");
    }

    private static Mark mark(Optional<org.snakeyaml.engine.v2.exceptions.Mark> mark) {
        return mark.map(m -> new Mark(m.getLine() + 1, m.getColumn() + 1)).orElse(Mark.START);
    }

    /** Ends the reading; never leaves this class. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient SyntaxFault fault;

        Refused(SyntaxFault fault) {
            super(fault.message(), null, false, false);
            this.fault = fault;
        }
    }

    /** A list or mapping whose end is still to come. */
    private static final class Open {
        private final Mark mark;
        private final Optional<Anchor> anchor;
        private final boolean mapping;
        private final List<Tree> values = new ArrayList<>();
        private long size = 1;

        Open(Mark mark, Optional<Anchor> anchor, boolean mapping) {
            this.mark = mark;
            this.anchor = anchor;
            this.mapping = mapping;
        }

        void add(Tree value) {
            values.add(value);
            size += value.size();
        }

        Tree close() {
            return mapping ? new Tree.Mapping(mark, entries(), size) : new Tree.Sequence(mark, values, size);
        }

        private List<Tree.Entry> entries() {
            List<Tree.Entry> own = new ArrayList<>();
            Map<String, Tree.Entry> merged = new LinkedHashMap<>();
            for (int i = 0; i + 1 < values.size(); i += 2) {
                Tree key = values.get(i);
                Tree value = values.get(i + 1);
                if (key instanceof Tree.Scalar scalar
                        && scalar.plain()
                        && scalar.text().equals("<<")) {
                    merge(value, merged);
                } else {
                    own.add(new Tree.Entry(key instanceof Tree.Scalar s ? s.text() : "?", key.mark(), value));
                }
            }
            // What stands in the mapping itself wins over what is merged into it.
            own.forEach(entry -> merged.remove(entry.written()));
            List<Tree.Entry> all = new ArrayList<>(merged.values());
            all.addAll(own);
            return all;
        }

        private static void merge(Tree value, Map<String, Tree.Entry> merged) {
            switch (value) {
                case Tree.Mapping mapping -> mapping.entries().forEach(e -> merged.putIfAbsent(e.written(), e));
                case Tree.Sequence sequence ->
                    sequence.items().stream()
                            .filter(Tree.Mapping.class::isInstance)
                            .forEach(item -> merge(item, merged));
                case Tree.Scalar scalar -> {}
            }
        }
    }
}
