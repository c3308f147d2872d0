package dev.flotilla.cloudconfig.validate;

import dev.flotilla.cloudconfig.document.FileSpec;
import dev.flotilla.cloudconfig.document.ScalarKind;
import dev.flotilla.cloudconfig.document.Tree;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The files: where they go, what is in them, who may read it. */
final class FileRules {
    private static final int OTHERS_READ = 04;
    private final Reporter report;
    private final Map<String, Tree.Scalar> paths = new HashMap<>();

    FileRules(Reporter report) {
        this.report = report;
    }

    void check(Place root) {
        root.list("write_files").forEach(this::file);
    }

    private void file(Place file) {
        Optional<Tree.Scalar> path = file.text("path");
        if (path.isEmpty()) {
            report.error(file.mapping().mark(), file.path(), "the file has no path", "give it an absolute one");
        } else {
            path(path.get(), file.pathOf("path"));
        }
        FileSpec spec = spec(file);
        encoding(file, spec);
        permissions(file, spec);
        secrets(file, spec);
    }

    private void path(Tree.Scalar path, String where) {
        String text = path.text();
        Tree.Scalar first = paths.putIfAbsent(text, path);
        if (first != null) {
            report.error(
                    path.mark(),
                    where,
                    text + " is written twice, first in line " + first.mark().line(),
                    "keep one");
        }
        if (!text.startsWith("/")) {
            report.error(path.mark(), where, "the path is not absolute", "begin it with /");
        } else if (text.endsWith("/") || ("/" + text + "/").contains("/../")) {
            report.error(path.mark(), where, "the path names no file", "name one, without \"..\"");
        } else if (text.startsWith("/usr/") && text.lastIndexOf('/') > 0) {
            report.warning(
                    path.mark(),
                    where,
                    "/usr is read-only on CoreOS and Flatcar",
                    "write to /etc, /opt or /var instead");
        }
    }

    private static FileSpec spec(Place file) {
        return new FileSpec(
                text(file, "path"),
                text(file, "content"),
                text(file, "owner"),
                text(file, "permissions"),
                text(file, "encoding"));
    }

    private static String text(Place file, String key) {
        return file.text(key).map(Tree.Scalar::text).orElse("");
    }

    private void encoding(Place file, FileSpec spec) {
        if (spec.bytes().isEmpty()) {
            report.error(
                    file.mark("content"),
                    file.pathOf("content"),
                    "the content cannot be decoded as " + Spelling.quoted(spec.encoding()),
                    "encode it, or remove the encoding");
        }
        if (spec.encoding().isEmpty()
                && spec.content().length() > 0
                && !spec.content().endsWith("\n")
                && spec.content().indexOf('\n') > 0) {
            report.info(
                    file.mark("content"),
                    file.pathOf("content"),
                    "the file's last line has no line end",
                    "write | instead of |- when it should");
        }
    }

    private void permissions(Place file, FileSpec spec) {
        file.text("permissions").ifPresent(permissions -> {
            if (permissions.kind() == ScalarKind.INT
                    && !permissions.text().startsWith("0")
                    && spec.mode().isPresent()) {
                report.warning(
                        permissions.mark(),
                        file.pathOf("permissions"),
                        permissions.text() + " is read as octal, which gives "
                                + Modes.words(spec.mode().get()) + maybeDecimal(permissions.text()),
                        "write it as \"0" + permissions.text() + "\" when that is meant");
            }
        });
    }

    private static String maybeDecimal(String text) {
        int decimal = Integer.parseInt(text);
        return decimal <= 0777 ? "; 0" + Integer.toOctalString(decimal) + " is " + text + " in decimal" : "";
    }

    private void secrets(Place file, FileSpec spec) {
        boolean readable = (spec.mode().orElse(0) & OTHERS_READ) != 0;
        if (!readable) {
            return;
        }
        String content = spec.bytes()
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElse("");
        if (Secrets.hasOne(content) || spec.path().matches(".*/(shadow|id_[a-z0-9]+|[^/]*\\.key|[^/]*-key\\.pem)")) {
            report.warning(
                    file.mark("content"),
                    file.pathOf("content"),
                    "looks like a secret, and every user of the machine may read the file",
                    "give it permissions \"0600\"");
        }
    }
}
