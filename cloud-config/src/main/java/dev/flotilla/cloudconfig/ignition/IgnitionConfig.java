package dev.flotilla.cloudconfig.ignition;

import dev.flotilla.cloudconfig.apply.GeneratedFiles;
import dev.flotilla.cloudconfig.apply.GeneratedUnits;
import dev.flotilla.cloudconfig.document.CloudConfig;
import dev.flotilla.cloudconfig.document.CloudConfig.Service;
import dev.flotilla.cloudconfig.document.FileSpec;
import dev.flotilla.cloudconfig.document.UnitSpec;
import dev.flotilla.cloudconfig.document.UserSpec;
import dev.flotilla.cloudconfig.source.Substitution;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A configuration in the terms of Ignition: users, files, units; written before the machine's first boot, once. Commands
 * become enablement, and addresses, which Ignition does not know, are put in at boot by {@link Addresses}.
 */
public record IgnitionConfig(List<UserSpec> users, List<File> files, List<UnitSpec> units) {
    private static final int UPDATE_MODE = 0420;
    private static final String WANTED = "\n[Install]\nWantedBy=multi-user.target\n";

    /**
     * A file.
     *
     * @param text whether the content is UTF-8
     */
    public record File(String path, byte[] content, int mode, String user, String group, boolean text) {
        static File of(String path, String content, int mode) {
            return new File(path, content.getBytes(StandardCharsets.UTF_8), mode, "", "", true);
        }

        /** The content of a text. */
        public String string() {
            return new String(content, StandardCharsets.UTF_8);
        }
    }

    public IgnitionConfig {
        users = List.copyOf(users);
        files = List.copyOf(files);
        units = List.copyOf(units);
    }

    /**
     * The same configuration for Ignition.
     *
     * @throws IllegalArgumentException for what cannot be said there: a file that cannot be decoded, a passing unit
     */
    public static IgnitionConfig of(CloudConfig config) {
        List<File> files = new ArrayList<>();
        config.hostname().ifPresent(name -> files.add(File.of("/etc/hostname", name + "\n", FileSpec.DEFAULT_MODE)));
        config.files().forEach(file -> files.add(file(file)));
        config.manageEtcHosts()
                .ifPresent(value -> files.add(File.of(
                        "/etc/hosts",
                        "127.0.0.1 " + config.hostname().orElse("localhost") + "\n",
                        FileSpec.DEFAULT_MODE)));
        if (config.oem().containsKey("id")) {
            files.add(File.of("/etc/oem-release", GeneratedFiles.oemRelease(config.oem()), FileSpec.DEFAULT_MODE));
        }
        update(config).ifPresent(files::add);
        return Addresses.filledIn(new IgnitionConfig(users(config), files, units(config)));
    }

    /** Whether a text names an address. */
    static boolean namesAddress(String text) {
        return !Substitution.uses(text).isEmpty();
    }

    private static List<UserSpec> users(CloudConfig config) {
        for (UserSpec user : config.users()) {
            if (!user.keyImports().isEmpty()) {
                throw new IllegalArgumentException("Ignition cannot fetch the SSH keys of " + user.name()
                        + ": list them under ssh_authorized_keys instead of "
                        + String.join(" and ", user.keyImports().keySet()));
            }
        }
        Map<String, UserSpec> users = new LinkedHashMap<>();
        if (!config.sshAuthorizedKeys().isEmpty()) {
            users.put("core", UserSpec.withKeys("core", config.sshAuthorizedKeys()));
        }
        config.users()
                .forEach(user ->
                        users.merge(user.name(), user, (core, own) -> own.withFurtherKeys(core.sshAuthorizedKeys())));
        return List.copyOf(users.values());
    }

    private static File file(FileSpec file) {
        byte[] content = file.bytes()
                .orElseThrow(
                        () -> new IllegalArgumentException(file.path() + " cannot be decoded as " + file.encoding()));
        int mode = file.mode()
                .orElseThrow(() ->
                        new IllegalArgumentException(file.path() + " has no valid permissions: " + file.permissions()));
        String[] owner = file.owner().split(":", 2);
        return new File(
                file.path(),
                content,
                mode,
                owner[0],
                owner.length > 1 ? owner[1] : "",
                file.encoding().isEmpty());
    }

    /** Strategy, group and windows share a file on Flatcar. */
    private static Optional<File> update(CloudConfig config) {
        StringBuilder text = new StringBuilder();
        append(text, config.variables(Service.UPDATE), "");
        config.variables(Service.LOCKSMITH).forEach((name, value) -> {
            String prefix = name.startsWith("LOCKSMITHD_") ? "" : "LOCKSMITHD_";
            text.append(prefix).append(name).append('=').append(value).append('\n');
        });
        return text.isEmpty()
                ? Optional.empty()
                : Optional.of(File.of("/etc/flatcar/update.conf", text.toString(), UPDATE_MODE));
    }

    private static void append(StringBuilder text, Map<String, String> variables, String prefix) {
        variables.forEach((name, value) ->
                text.append(prefix).append(name).append('=').append(value).append('\n'));
    }

    /** A unit is named once, with all its drop-ins. What keys of services become lasts here: it is written once. */
    private static List<UnitSpec> units(CloudConfig config) {
        Map<String, UnitSpec> units = new LinkedHashMap<>();
        config.units().forEach(unit -> units.merge(unit.name(), unit(unit), IgnitionConfig::withDropIns));
        List<UnitSpec> generated = new ArrayList<>(GeneratedUnits.ofServices(config));
        generated.addAll(GeneratedUnits.ofVariables("flanneld.service", config.variables(Service.FLANNEL)));
        generated.forEach(unit -> units.merge(unit.name(), unit(unit), IgnitionConfig::withDropIns));
        return List.copyOf(units.values());
    }

    private static UnitSpec withDropIns(UnitSpec unit, UnitSpec more) {
        List<UnitSpec.DropIn> pieces = new ArrayList<>(unit.dropIns());
        pieces.addAll(more.dropIns());
        return unit.withDropIns(pieces);
    }

    /** There are no commands: what is to be started is enabled, and wanted by the system where it does not say by whom. */
    private static UnitSpec unit(UnitSpec unit) {
        boolean starts = (unit.command().equals("start") || unit.command().contains("restart")) && !unit.isNetwork();
        boolean installable = unit.content().isEmpty() || unit.content().contains("[Install]");
        String content = starts && !installable ? unit.content() + lineEnd(unit.content()) + WANTED : unit.content();
        return new UnitSpec(
                unit.name(),
                unit.mask(),
                (starts || unit.enable() && installable) && !unit.mask(),
                false,
                content,
                "",
                unit.dropIns());
    }

    private static String lineEnd(String text) {
        return text.endsWith("\n") ? "" : "\n";
    }
}
