package dev.flotilla.cli.cloudconfig;

import dev.flotilla.cli.session.CommandFailure;
import dev.flotilla.cli.session.Exit;
import dev.flotilla.cli.session.Session;
import dev.flotilla.cloudconfig.CloudConfigs;
import dev.flotilla.cloudconfig.apply.ApplyException;
import dev.flotilla.cloudconfig.apply.Host;
import dev.flotilla.cloudconfig.apply.LocalHost;
import dev.flotilla.cloudconfig.apply.Plan;
import dev.flotilla.cloudconfig.apply.PlannedStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code cloud-config apply}. */
final class ApplyVerb {
    private final Session session;
    private final AddressOptions addresses;
    private final Path root;
    private final boolean dryRun;

    ApplyVerb(Session session, AddressOptions addresses, String root, boolean dryRun) {
        this.session = session;
        this.addresses = addresses;
        this.root = session.file(root);
        this.dryRun = dryRun;
    }

    int run(String file) {
        if (!Files.isDirectory(root)) {
            throw new CommandFailure("--root: " + root + " is no directory");
        }
        Host host = LocalHost.in(root);
        Plan plan = plan(file, host);
        if (!plan.isApplicable()) {
            plan.problems().forEach(problem -> session.err().println(file + ":" + problem));
            session.err().println("Nothing was changed.");
            return Exit.FAILED;
        }
        plan.steps().forEach(step -> session.out().println(step));
        if (!dryRun && plan.changes().isEmpty()) {
            session.out().println("Nothing to change.");
            return Exit.OK;
        }
        session.out().println(count(plan.changes().size(), "change", "changes") + " to make.");
        return dryRun ? Exit.OK : apply(plan, host);
    }

    private Plan plan(String file, Host host) {
        try {
            return CloudConfigs.plan(UserDataFile.read(session, file), MachineAddresses.of(session, addresses), host);
        } catch (IOException e) {
            throw new CommandFailure("cannot read this machine: " + e.getMessage(), e);
        }
    }

    private int apply(Plan plan, Host host) {
        try {
            int changes = CloudConfigs.apply(plan, host, this::progress).size();
            session.out().println(count(changes, "change", "changes") + " made.");
            return Exit.OK;
        } catch (ApplyException e) {
            session.err().println(e.getMessage());
            session.err()
                    .println(count(e.done().size(), "change", "changes")
                            + " made before that; each is whole, and the next run goes on from here.");
            return Exit.FAILED;
        }
    }

    private void progress(PlannedStep done) {
        if (done.isChange()) {
            session.out().println("done: " + done.step().description());
        }
    }

    private static String count(int number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }
}
