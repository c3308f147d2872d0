package dev.flotilla.cloudconfig.apply;

import dev.flotilla.cloudconfig.document.CloudConfig;
import dev.flotilla.cloudconfig.document.CloudConfig.Service;
import dev.flotilla.cloudconfig.document.FileSpec;
import dev.flotilla.cloudconfig.source.Variables;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Files: the user's, then those that keys become. */
final class FilePlan {
    private static final String ENVIRONMENT = "/etc/environment";
    private static final String UPDATE_CONF = "/etc/coreos/update.conf";
    private static final String UPDATE_CONF_BASE = "/usr/share/coreos/update.conf";

    private final Host host;
    private final View view;
    private final Variables variables;
    private final List<String> problems;

    FilePlan(Host host, View view, Variables variables, List<String> problems) {
        this.host = host;
        this.view = view;
        this.variables = variables;
        this.problems = problems;
    }

    void add(CloudConfig config) throws IOException {
        for (FileSpec file : config.files()) {
            file(file);
        }
        if (config.oem().containsKey("id")) {
            view.write("/etc/oem-release", GeneratedFiles.oemRelease(config.oem()), FileSpec.DEFAULT_MODE);
        }
        updateConf(config.variables(Service.UPDATE));
        if (config.manageEtcHosts().isPresent()) {
            view.write(
                    "/etc/hosts",
                    "127.0.0.1 " + config.hostname().orElse(host.hostname()) + "\n",
                    FileSpec.DEFAULT_MODE);
        }
        Map<String, String> flannel = config.variables(Service.FLANNEL);
        if (!flannel.isEmpty()) {
            view.write("/run/flannel/options.env", GeneratedFiles.flannelOptions(flannel), FileSpec.DEFAULT_MODE);
        }
        environment(config);
    }

    private void file(FileSpec file) throws IOException {
        Optional<byte[]> content = file.bytes();
        Optional<Integer> mode = file.mode();
        if (content.isEmpty() || mode.isEmpty() || !file.path().startsWith("/")) {
            problems.add(
                    "write_files: " + file.path() + " cannot be written: look at its path, permissions and encoding");
            return;
        }
        if (view.at(file.path()) instanceof PathState.Other) {
            problems.add(file.path() + " is there already and is no file");
            return;
        }
        if (host.owner(file.owner()).isEmpty() && !isMadeHere(file.owner())) {
            problems.add(file.path() + ": there is no owner \"" + file.owner() + "\" on this machine");
            return;
        }
        view.write(file.path(), content.get(), mode.get(), file.owner());
    }

    /** Whether the owner is a user that a step before makes. */
    private boolean isMadeHere(String owner) {
        String user = owner.split(":", 2)[0];
        return view.steps().stream()
                .anyMatch(step -> step.step() instanceof Step.CreateUser create
                        && create.user().name().equals(user));
    }

    private void updateConf(Map<String, String> update) throws IOException {
        if (!update.isEmpty()) {
            Optional<String> own = view.text(UPDATE_CONF);
            String base =
                    own.isPresent() ? own.get() : view.text(UPDATE_CONF_BASE).orElse("");
            view.write(UPDATE_CONF, GeneratedFiles.updateConf(base, update), FileSpec.DEFAULT_MODE);
        }
    }

    private void environment(CloudConfig config) throws IOException {
        boolean written = config.files().stream().anyMatch(file -> file.path().equals(ENVIRONMENT));
        Map<String, String> values = variables.environment();
        if (!written && !values.isEmpty()) {
            String old = view.text(ENVIRONMENT).orElse("");
            view.write(ENVIRONMENT, GeneratedFiles.environment(old, values), FileSpec.DEFAULT_MODE);
        }
    }
}
