package dev.flotilla.cloudconfig.apply;

import dev.flotilla.cloudconfig.document.CloudConfig;
import dev.flotilla.cloudconfig.document.UserSpec;
import dev.flotilla.cloudconfig.source.Variables;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Says what has to be done to a machine, in coreos-cloudinit's order: hostname, users and keys, files, units, commands.
 * One thing is done earlier than it did: a user {@code core} that the file itself makes exists before it gets its keys.
 */
public final class Planner {
    private static final String CORE = "core";

    private final Host host;
    private final Variables variables;
    private final View view;
    private final List<String> problems = new ArrayList<>();

    /** Plans for a machine with these addresses. Used once. */
    public Planner(Host host, Variables variables) {
        this.host = host;
        this.variables = variables;
        this.view = new View(host);
    }

    /** Adds what a cloud-config asks for; several, from the parts of one message, follow each other. */
    public Planner add(CloudConfig config) throws IOException {
        hostname(config);
        UserPlan users = new UserPlan(host, view, problems);
        boolean makesCore = config.users().stream().anyMatch(user -> user.name().equals(CORE));
        if (!makesCore && !config.sshAuthorizedKeys().isEmpty()) {
            users.addKeys(CORE, config.sshAuthorizedKeys());
        }
        users.add(makesCore ? withCoreKeys(config) : config.users());
        new FilePlan(host, view, variables, problems).add(config);
        new UnitPlan(host, view, problems).add(config);
        return this;
    }

    /** Adds a script: written to the workspace, and run once for each content. */
    public Planner addScript(String text) throws IOException {
        new ScriptPlan(host, view).add(text);
        return this;
    }

    public Plan plan() {
        return new Plan(view.steps(), problems.stream().distinct().toList());
    }

    private void hostname(CloudConfig config) throws IOException {
        if (config.hostname().isEmpty()) {
            return;
        }
        Step step = new Step.SetHostname(config.hostname().get());
        boolean same = config.hostname().get().equals(host.hostname());
        view.add(same ? PlannedStep.unchanged(step) : PlannedStep.change(step));
    }

    /** The keys at the top are those of {@code core}. */
    private static List<UserSpec> withCoreKeys(CloudConfig config) {
        return config.users().stream()
                .map(user -> user.name().equals(CORE) ? user.withFurtherKeys(config.sshAuthorizedKeys()) : user)
                .toList();
    }
}
