package dev.flotilla.cli.unit;

import dev.flotilla.cli.gateway.Gateway;
import dev.flotilla.cli.gateway.UnitView;
import dev.flotilla.cli.session.CommandFailure;
import dev.flotilla.cli.session.Session;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.unit.ParsedUnit;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a unit's content comes from: the local file of its name, for an instance the local file of its template beside
 * it, for an instance the template in the cluster; in this order.
 */
final class UnitSource {
    private final Session session;

    UnitSource(Session session) {
        this.session = session;
    }

    /**
     * The paths and names that arguments mean: a glob that the shell left alone is one over local files, else over the
     * names in the cluster. Templates that only a glob named are left out when asked for.
     */
    List<String> expand(List<String> arguments, boolean withTemplates) {
        List<String> expanded = new ArrayList<>();
        for (String argument : arguments) {
            if (!UnitNames.isGlob(argument) || Files.exists(session.file(argument))) {
                expanded.add(argument);
                continue;
            }
            List<String> found = localFiles(argument);
            if (found.isEmpty()) {
                found = UnitNames.inCluster(session.gateway(), List.of(argument));
            }
            found.stream()
                    .filter(name -> withTemplates
                            || UnitNames.isGlob(name)
                            || !UnitNames.of(name).isTemplate())
                    .forEach(expanded::add);
        }
        return expanded.stream().distinct().toList();
    }

    private List<String> localFiles(String pattern) {
        int slash = pattern.lastIndexOf('/');
        String folder = pattern.substring(0, slash + 1);
        var glob = UnitNames.glob(pattern.substring(slash + 1));
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(session.file(folder))) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (glob.matches(name) && Files.isRegularFile(file)) {
                    names.add(folder + name);
                }
            }
        } catch (IOException e) {
            return List.of();
        }
        return names.stream().sorted().toList();
    }

    /** The local file, or the local template of an instance, checked; {@link CommandFailure} when it is broken. */
    Optional<LocalUnit> local(String argument, UnitName name) {
        String folder = argument.substring(0, argument.lastIndexOf('/') + 1);
        Optional<LocalUnit> own = read(folder + name.value());
        return (own.isPresent() ? own : name.template().flatMap(template -> read(folder + template.value())))
                .map(unit -> unit.checkedAs(name));
    }

    /**
     * What a unit is made of.
     *
     * @param text the local file it is from; empty when it is from the cluster
     */
    record Content(UnitFile file, Optional<ParsedUnit> text) {}

    /** {@link CommandFailure} when there is nothing to make the unit of. */
    Content content(String argument, UnitName name) {
        return local(argument, name)
                .map(local -> new Content(local.file(), Optional.of(local.parsed())))
                .orElseGet(() -> new Content(fromCluster(session.gateway(), name), Optional.empty()));
    }

    private static UnitFile fromCluster(Gateway gateway, UnitName name) {
        UnitName template = name.template()
                .orElseThrow(
                        () -> new CommandFailure("unable to find Unit(" + name + ") in Registry or on filesystem"));
        UnitView found = gateway.unit(template.value())
                .orElseThrow(() -> new CommandFailure("failed getting Unit(" + name
                        + ") from template: unable to find template Unit(" + template
                        + ") in Registry or on filesystem"));
        try {
            return UnitFile.of(found.options());
        } catch (FlotillaException e) {
            throw new CommandFailure(template + " in the cluster: " + e.error().message(), e);
        }
    }

    /** As fleetctl: says when the local file is not what the cluster has, and says how to change that. */
    void warnWhenDifferent(String argument, UnitName name, UnitView known) {
        Optional<LocalUnit> local;
        try {
            local = local(argument, name);
        } catch (CommandFailure e) {
            // The cluster's version is used; a broken file beside it is worth a word, not a failure.
            session.err().println("WARNING: " + e.getMessage());
            return;
        }
        local.filter(unit -> !unit.file().hash().hex().equals(known.hash())).ifPresent(unit -> {
            boolean template = UnitNames.of(unit.shown()).isTemplate() && name.isInstance();
            session.err()
                    .println("WARNING: Unit " + name + " in registry differs from local "
                            + (template ? "template unit file " : "unit file ") + unit.shown()
                            + ". Add --replace to override.");
        });
    }

    private Optional<LocalUnit> read(String path) {
        return LocalUnit.read(path, session.file(path));
    }
}
