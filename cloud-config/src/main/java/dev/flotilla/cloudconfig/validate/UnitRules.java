package dev.flotilla.cloudconfig.validate;

import dev.flotilla.cloudconfig.document.Tree;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The machine's units: named as systemd wants it, given once, with contents that systemd would load. */
final class UnitRules {
    private final String[] lines;
    private final Reporter report;
    private final Map<String, Tree.Scalar> names = new HashMap<>();

    UnitRules(String text, Reporter report) {
        this.lines = text.split("\n", -1);
        this.report = report;
    }

    void check(Place root) {
        root.section("coreos").ifPresent(coreos -> coreos.list("units").forEach(this::unit));
    }

    private void unit(Place unit) {
        Optional<Tree.Scalar> name = unit.text("name");
        if (name.isEmpty()) {
            report.error(unit.mapping().mark(), unit.path(), "the unit has no name and would be skipped", "name it");
            return;
        }
        String word = name.get().text();
        boolean network = word.matches(".*\\.(network|netdev|link)");
        name(name.get(), unit.pathOf("name"), network);
        combinations(unit, word, network);
        boolean pieces = dropIns(unit, word, network);
        unit.text("content").ifPresent(content -> {
            Optional<UnitFile> file = read(content, word, unit.pathOf("content"));
            if (!network) {
                file.ifPresent(f -> meaning(f, unit, word, pieces));
            }
        });
    }

    private void name(Tree.Scalar name, String path, boolean network) {
        Tree.Scalar first = names.putIfAbsent(name.text(), name);
        if (first != null) {
            report.error(
                    name.mark(),
                    path,
                    "the unit " + name.text() + " is given twice, first in line "
                            + first.mark().line(),
                    "put it together in one place");
        }
        if (name.text().indexOf('/') >= 0) {
            report.error(name.mark(), path, "a unit's name is no path", "leave out the directory");
        } else if (!network) {
            try {
                UnitName.parse(name.text());
            } catch (FlotillaException wrong) {
                report.error(name.mark(), path, wrong.error().message(), "name it as in docker.service");
            }
        }
    }

    private void combinations(Place unit, String name, boolean network) {
        if (unit.flag("mask") && unit.text("content").isPresent()) {
            report.error(
                    unit.mark("mask"), unit.pathOf("mask"), "the content is replaced by the mask", "give one of both");
        }
        if (unit.flag("mask") && unit.flag("enable")) {
            report.error(
                    unit.mark("enable"), unit.pathOf("enable"), "a masked unit cannot be enabled", "give one of both");
        }
        if (network) {
            for (String key : List.of("enable", "command")) {
                if (unit.flag(key) || key.equals("command") && unit.text(key).isPresent()) {
                    report.warning(
                            unit.mark(key),
                            unit.pathOf(key),
                            "has no effect on " + name + ": systemd-networkd is restarted once",
                            "remove it");
                }
            }
        } else if (unit.flag("enable") && name.contains("@.")) {
            unit.text("command")
                    .ifPresent(command -> report.error(
                            command.mark(),
                            unit.pathOf("command"),
                            "a template cannot be started",
                            "name an instance"));
        }
    }

    /** Whether there is one with content. */
    private boolean dropIns(Place unit, String unitName, boolean network) {
        Set<String> seen = new HashSet<>();
        boolean any = false;
        for (Place piece : unit.list("drop_ins")) {
            Optional<Tree.Scalar> name = piece.text("name");
            Optional<Tree.Scalar> content = piece.text("content");
            if (name.isEmpty() || content.isEmpty()) {
                report.error(
                        piece.mapping().mark(),
                        piece.path(),
                        "a drop-in without " + (name.isEmpty() ? "name" : "content") + " is skipped",
                        "give it both");
                continue;
            }
            any = true;
            dropInName(name.get(), piece.pathOf("name"), seen);
            read(content.get(), unitName + ".d/" + name.get().text(), piece.pathOf("content"));
        }
        return any;
    }

    private void dropInName(Tree.Scalar name, String path, Set<String> seen) {
        if (!name.text().endsWith(".conf")
                || name.text().indexOf('/') >= 0
                || name.text().equals(".conf")) {
            report.error(
                    name.mark(), path, "systemd reads only drop-ins that end in .conf", "name it as in 50-limits.conf");
        }
        if (!seen.add(name.text())) {
            report.error(name.mark(), path, "the drop-in " + name.text() + " is given twice", "put it together");
        }
    }

    private Optional<UnitFile> read(Tree.Scalar content, String source, String path) {
        if (Secrets.hasOne(content.text())) {
            report.warning(
                    content.mark(),
                    path,
                    "looks like a secret, and every user of the machine may read unit files",
                    "put it into a file with permissions \"0600\" and name that with EnvironmentFile=");
        }
        return UnitContent.read(
                content,
                source,
                lines,
                (mark, message) -> report.error(mark, path, message, "correct the unit, systemd would not take it"));
    }

    private void meaning(UnitFile file, Place unit, String name, boolean pieces) {
        Tree.Scalar content = unit.text("content").orElseThrow();
        String path = unit.pathOf("content");
        if (unit.flag("enable") && file.section("Install").isEmpty() && !pieces) {
            report.warning(
                    unit.mark("enable"),
                    unit.pathOf("enable"),
                    "enabling does nothing: the unit has no [Install] section",
                    "add [Install] with WantedBy=multi-user.target");
        }
        if (name.endsWith(".service") && !pieces) {
            UnitContent.serviceFault(file)
                    .ifPresent(fault -> report.error(content.mark(), path, fault, "systemd refuses it"));
        }
        if (!file.section("X-Fleet").isEmpty()) {
            report.info(
                    content.mark(),
                    path,
                    "[X-Fleet] means nothing to systemd: this unit runs on this machine whatever it says",
                    "submit the unit to the cluster instead");
        }
    }
}
