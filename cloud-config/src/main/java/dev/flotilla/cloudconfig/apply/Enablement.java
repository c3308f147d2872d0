package dev.flotilla.cloudconfig.apply;

import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What {@code systemctl enable} does: links, as the {@code [Install]} section of a unit asks for. */
final class Enablement {
    static final String MASKED = "/dev/null";

    private static final List<String> DIRECTORIES = List.of(
            "/etc/systemd/system",
            "/run/systemd/system",
            "/usr/local/lib/systemd/system",
            "/usr/lib/systemd/system",
            "/lib/systemd/system");

    private final View view;

    Enablement(View view) {
        this.view = view;
    }

    /** The file of a unit, or of the template it is made from. */
    Optional<String> find(String unit) throws IOException {
        Optional<String> own = findExactly(unit);
        return own.isPresent()
                ? own
                : template(unit).isPresent() ? findExactly(template(unit).get()) : Optional.empty();
    }

    /** The content of a unit's file, where there is one that can be read. */
    Optional<UnitFile> file(String unit) throws IOException {
        Optional<String> path = find(unit);
        return path.isEmpty() ? Optional.empty() : read(path.get(), unit);
    }

    /** Plans the links; whether there is one to make. */
    boolean enable(String unit, boolean runtime) throws IOException {
        return enable(unit, runtime ? "/run/systemd/system" : "/etc/systemd/system", new HashSet<>());
    }

    private boolean enable(String unit, String directory, Set<String> seen) throws IOException {
        Optional<String> path = find(unit);
        if (path.isEmpty() || !seen.add(unit)) {
            return false;
        }
        Optional<UnitFile> file = read(path.get(), unit);
        if (file.isEmpty()) {
            return false;
        }
        String name = instance(unit, file.get());
        boolean changed = false;
        for (String alias : words(file.get(), "Alias", name)) {
            changed |= view.link(directory + "/" + alias, path.get());
        }
        for (Dependency dependency : Dependency.values()) {
            for (String target : words(file.get(), dependency.option, name)) {
                changed |= view.link(directory + "/" + target + dependency.suffix + "/" + name, path.get());
            }
        }
        for (String also : words(file.get(), "Also", name)) {
            changed |= enable(also, directory, seen);
        }
        return changed;
    }

    private enum Dependency {
        WANTED("WantedBy", ".wants"),
        REQUIRED("RequiredBy", ".requires"),
        UPHELD("UpheldBy", ".upholds");

        private final String option;
        private final String suffix;

        Dependency(String option, String suffix) {
            this.option = option;
            this.suffix = suffix;
        }
    }

    private Optional<String> findExactly(String unit) throws IOException {
        for (String directory : DIRECTORIES) {
            String path = directory + "/" + unit;
            PathState state = view.at(path);
            if (state instanceof PathState.File
                    || state instanceof PathState.Link link && !link.target().equals(MASKED)) {
                return Optional.of(path);
            }
        }
        return Optional.empty();
    }

    private Optional<UnitFile> read(String path, String unit) throws IOException {
        Optional<String> text = view.text(path);
        try {
            return text.map(content -> UnitFile.parse(unit, content));
        } catch (FlotillaException unreadable) {
            // Its faults have been reported, or it is the machine's own and systemd is more lenient.
            return Optional.empty();
        }
    }

    /** A template is enabled as its default instance. */
    private static String instance(String unit, UnitFile file) {
        return unit.contains("@.")
                ? file.last("Install", "DefaultInstance")
                        .map(instance -> unit.replace("@.", "@" + instance + "."))
                        .orElse(unit)
                : unit;
    }

    private static List<String> words(UnitFile file, String option, String unit) {
        return file.values("Install", option).stream()
                .flatMap(value -> List.of(value.strip().split("\\s+")).stream())
                .filter(word -> !word.isEmpty())
                .map(word -> expanded(word, unit))
                .toList();
    }

    private static String expanded(String word, String unit) {
        if (word.indexOf('%') < 0) {
            return word;
        }
        try {
            UnitName name = UnitName.parse(unit);
            return word.replace("%n", unit)
                    .replace("%N", name.withoutType())
                    .replace("%p", name.prefix())
                    .replace("%i", name.instance().orElse(""))
                    .replace("%%", "%");
        } catch (FlotillaException noName) {
            return word;
        }
    }

    private static Optional<String> template(String unit) {
        try {
            return UnitName.parse(unit).template().map(UnitName::value);
        } catch (FlotillaException noName) {
            return Optional.empty();
        }
    }
}
