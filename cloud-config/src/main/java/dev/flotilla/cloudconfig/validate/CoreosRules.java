package dev.flotilla.cloudconfig.validate;

import dev.flotilla.cloudconfig.document.ContentEncoding;
import dev.flotilla.cloudconfig.document.Key;
import dev.flotilla.cloudconfig.document.ParsedText;
import dev.flotilla.cloudconfig.document.ScalarKind;
import dev.flotilla.cloudconfig.document.Schema;
import dev.flotilla.cloudconfig.document.SyntaxFault;
import dev.flotilla.cloudconfig.document.Tree;
import dev.flotilla.cloudconfig.document.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * coreos-cloudinit's own rules, in its order and with its line numbers, which it finds by scanning the text. Where it
 * was recorded to keep quiet about a key, so do these: what it misplaced, what its documentation had, and further
 * deprecations beside {@code coreos.etcd}.
 */
final class CoreosRules {
    private final List<CoreosEntry> entries = new ArrayList<>();
    private boolean deprecationSaid;

    private CoreosRules() {}

    /** Its lines for a cloud-config. */
    static List<CoreosEntry> check(ParsedText parsed) {
        CoreosRules rules = new CoreosRules();
        if (parsed.fault().isPresent()) {
            rules.syntax(parsed.fault().get());
            return rules.entries;
        }
        // A list at the top, or nothing, was never noticed.
        parsed.mapping().map(root -> LocatedTree.of(parsed.text(), root)).ifPresent(rules::run);
        return rules.entries;
    }

    private void syntax(SyntaxFault fault) {
        // Its library counts lines from 0, and gives none for the first.
        int line = Math.max(1, fault.mark().line() - 1);
        entries.add(new CoreosEntry(Severity.ERROR, line, LibyamlWords.of(fault.message())));
        entries.add(new CoreosEntry(Severity.WARNING, 0, "incorrect type for \"\" (want struct)"));
    }

    private void run(LocatedTree root) {
        discovery(root);
        encodings(root);
        deprecationSaid =
                root.child("coreos").flatMap(coreos -> coreos.child("etcd")).isPresent();
        structure(root, Schema.ROOT, "");
        validity(root, Schema.ROOT, Optional.empty());
        readOnlyPaths(root);
        root.child("coreos")
                .flatMap(coreos -> coreos.child("write_files"))
                .ifPresent(files -> add(Severity.INFO, files.line(), "write_files doesn't belong under coreos"));
    }

    private void discovery(LocatedTree root) {
        root.child("coreos")
                .flatMap(coreos -> coreos.child("etcd"))
                .flatMap(etcd -> etcd.child("discovery"))
                .filter(url -> !(url.value() instanceof Tree.Scalar scalar && RequestUri.isValid(scalar.text())))
                .ifPresent(url -> add(Severity.WARNING, url.line(), "discovery URL is not valid"));
    }

    private void encodings(LocatedTree root) {
        for (LocatedTree file :
                root.child("write_files").map(LocatedTree::children).orElse(List.of())) {
            Optional<String> encoding = file.child("encoding").flatMap(LocatedTree::text);
            Optional<LocatedTree> content = file.child("content");
            if (encoding.isPresent()
                    && ContentEncoding.decode(
                                    content.flatMap(LocatedTree::text).orElse("<invalid Value>"), encoding.get())
                            .isEmpty()) {
                int line = content.map(LocatedTree::line).orElse(0);
                add(Severity.ERROR, line, "content cannot be decoded as " + quoted(encoding.get()));
            }
        }
    }

    private void structure(LocatedTree node, Type type, String parent) {
        if (!type.accepts(node.value())) {
            add(
                    Severity.WARNING,
                    node.line(),
                    "incorrect type for " + quoted(node.name()) + " (want " + type.coreosName() + ")");
            return;
        }
        switch (type) {
            case Type.Section section -> node.children().forEach(child -> key(child, section, parent));
            case Type.ListOf list -> node.children().forEach(child -> structure(child, list.item(), ""));
            case Type.Single single -> {}
        }
    }

    private void key(LocatedTree node, Type.Section section, String parent) {
        Optional<Key> key = section.key(node.name());
        if (key.isPresent()) {
            key.get().deprecated().ifPresent(reason -> deprecated(node, reason));
            structure(node, key.get().type(), node.name());
        } else if (!section.unimplemented().contains(node.name())
                && !(parent.equals("coreos") && node.name().equals("write_files"))) {
            add(Severity.WARNING, node.line(), "unrecognized key " + quoted(node.name()));
        }
    }

    private void deprecated(LocatedTree node, String reason) {
        if (!deprecationSaid || node.name().equals("etcd")) {
            add(Severity.WARNING, node.line(), "deprecated key " + quoted(node.name()) + " (" + reason + ")");
        }
    }

    private void validity(LocatedTree node, Type type, Optional<Key> key) {
        if (key.isPresent()
                && node.value() instanceof Tree.Scalar scalar
                && scalar.kind() != ScalarKind.NULL
                && !scalar.text().isEmpty()
                && !key.get().allows(scalar.text())) {
            add(Severity.ERROR, node.line(), "invalid value " + scalar.text());
        }
        switch (type) {
            case Type.Section section ->
                node.children().forEach(child -> section.key(child.name())
                        .ifPresent(known -> validity(child, known.type(), Optional.of(known))));
            case Type.ListOf list -> node.children().forEach(child -> validity(child, list.item(), Optional.empty()));
            case Type.Single single -> {}
        }
    }

    private void readOnlyPaths(LocatedTree root) {
        for (LocatedTree file :
                root.child("write_files").map(LocatedTree::children).orElse(List.of())) {
            file.child("path")
                    .filter(path -> path.text().filter(CoreosRules::isReadOnly).isPresent())
                    .ifPresent(path ->
                            add(Severity.ERROR, path.line(), "file cannot be written to a read-only filesystem"));
        }
    }

    private static boolean isReadOnly(String path) {
        int slash = path.lastIndexOf('/');
        return slash > 0 && path.substring(0, slash).startsWith("/usr");
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }

    private void add(Severity severity, int line, String message) {
        if (entries.size() < Reporter.MAX_FINDINGS) {
            entries.add(new CoreosEntry(severity, line, message));
        }
    }
}
