package dev.flotilla.cloudconfig.validate;

import dev.flotilla.cloudconfig.document.Key;
import dev.flotilla.cloudconfig.document.Mark;
import dev.flotilla.cloudconfig.document.ScalarKind;
import dev.flotilla.cloudconfig.document.Schema;
import dev.flotilla.cloudconfig.document.Tree;
import dev.flotilla.cloudconfig.document.Type;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether the keys are known, given once, of the right type and with values that their rule allows. */
final class StructureRules {
    private final Reporter report;

    StructureRules(Reporter report) {
        this.report = report;
    }

    void check(Tree.Mapping root) {
        section(root, Schema.ROOT, "");
    }

    private void section(Tree.Mapping mapping, Type.Section section, String path) {
        Map<String, Tree.Entry> seen = new HashMap<>();
        for (Tree.Entry entry : mapping.entries()) {
            String entryPath = path.isEmpty() ? entry.written() : path + "." + entry.written();
            Tree.Entry first = seen.putIfAbsent(entry.name(), entry);
            if (first != null) {
                duplicate(first, entry, entryPath);
            }
            Optional<Key> key = section.key(entry.name());
            if (key.isPresent()) {
                known(entry, key.get(), entryPath);
            } else {
                unknown(entry, section, entryPath);
            }
        }
    }

    private void duplicate(Tree.Entry first, Tree.Entry second, String path) {
        String again = first.written().equals(second.written()) ? "" : " (as \"" + first.written() + "\")";
        report.error(
                second.mark(),
                path,
                "the key is given twice" + again + ", first in line "
                        + first.mark().line(),
                "keep one: only the last one counts");
    }

    private void unknown(Tree.Entry entry, Type.Section section, String path) {
        if (section.unimplemented().contains(entry.name())) {
            report.warning(entry.mark(), path, "was documented but never did anything", "remove it");
        } else if (path.equals("coreos.write_files") || path.equals("coreos.write-files")) {
            report.warning(
                    entry.mark(),
                    path,
                    "write_files has no place under coreos and is ignored here",
                    "move it to the left margin");
        } else {
            report.warning(entry.mark(), path, "unknown key, it is ignored", suggestion(entry, section));
        }
    }

    private static String suggestion(Tree.Entry entry, Type.Section section) {
        Optional<String> nearest = Spelling.nearest(
                entry.name(), section.keys().stream().map(Key::name).toList());
        if (nearest.isPresent()) {
            return "did you mean \"" + nearest.get() + "\"?";
        }
        return section == Schema.ROOT
                        && ((Type.Section)
                                        Schema.ROOT.key("coreos").orElseThrow().type())
                                .key(entry.name())
                                .isPresent()
                ? "it belongs under coreos: indent it"
                : "";
    }

    private void known(Tree.Entry entry, Key key, String path) {
        key.deprecated()
                .ifPresent(reason ->
                        report.warning(entry.mark(), path, "deprecated: " + reason, Deprecations.advice(path)));
        value(entry.value(), entry.mark(), key.type(), path);
        if (entry.value() instanceof Tree.Scalar scalar && key.type().accepts(scalar)) {
            scalar(scalar, key, path);
        }
    }

    private void value(Tree value, Mark keyMark, Type type, String path) {
        if (!type.accepts(value)) {
            wrongType(value, keyMark, type, path);
            return;
        }
        switch (type) {
            case Type.Section section -> section((Tree.Mapping) value, section, path);
            case Type.ListOf list -> items(((Tree.Sequence) value).items(), list.item(), path);
            case Type.Single single -> {}
        }
    }

    private void items(List<Tree> items, Type type, String path) {
        for (int i = 0; i < items.size(); i++) {
            value(items.get(i), items.get(i).mark(), type, path + "[" + i + "]");
        }
    }

    private void wrongType(Tree value, Mark keyMark, Type type, String path) {
        if (value instanceof Tree.Scalar scalar && scalar.kind() == ScalarKind.NULL) {
            report.warning(keyMark, path, "has no value", "give it " + type.words() + " or remove it");
            return;
        }
        report.error(
                value.mark(),
                path,
                "has to be " + type.words() + ", is " + words(value) + " and would be ignored",
                advice(value, type));
    }

    private static String advice(Tree value, Type type) {
        return switch (type) {
            case Type.Single.FLAG -> "write true or false";
            case Type.Single.INTEGER -> "write a number without quotes, fraction or unit";
            case Type.Single.REAL -> "write a number without quotes or unit";
            case Type.Single.TEXT -> "write one value behind the colon; a text of several lines begins with |";
            case Type.ListOf list ->
                value instanceof Tree.Scalar
                        ? "write it as a list: [a, b], or a line for each that begins with -"
                        : "begin each of its elements with -";
            case Type.Section section -> "indent its keys below it, each with a colon";
        };
    }

    private static String words(Tree value) {
        return switch (value) {
            case Tree.Mapping mapping -> "a mapping";
            case Tree.Sequence list -> "a list";
            case Tree.Scalar scalar -> scalar.kind().words();
        };
    }

    private void scalar(Tree.Scalar scalar, Key key, String path) {
        if (Deprecations.wasOnceAllowed(key, scalar.text())) {
            report.warning(
                    scalar.mark(),
                    path,
                    scalar.text() + " is no longer allowed since coreos-cloudinit 1.14; it is written as it is",
                    "use " + key.allowed());
        } else if (!scalar.text().isEmpty() && !key.allows(scalar.text())) {
            report.error(
                    scalar.mark(), path, "invalid value " + Spelling.quoted(scalar.text()), "use " + key.allowed());
        } else if (key.type() == Type.Single.TEXT && scalar.kind() == ScalarKind.BOOL) {
            report.info(
                    scalar.mark(),
                    path,
                    "YAML takes " + scalar.text() + " without quotes for " + (isYes(scalar.text()) ? "true" : "false")
                            + ", and a program that rewrites the file will write that",
                    "write \"" + scalar.text() + "\" with quotes");
        } else if (key.type() == Type.Single.FLAG && !scalar.text().matches("true|false")) {
            report.info(
                    scalar.mark(),
                    path,
                    "YAML 1.1 reads " + scalar.text() + " as " + isYes(scalar.text()) + ", YAML 1.2 as a text",
                    "write " + isYes(scalar.text()));
        }
    }

    private static boolean isYes(String text) {
        return text.matches("(?i)y|yes|true|on");
    }
}
