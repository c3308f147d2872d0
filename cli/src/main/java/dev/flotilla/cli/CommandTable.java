package dev.flotilla.cli;

import dev.flotilla.cli.cloudconfig.CloudConfigCommand;
import dev.flotilla.cli.cluster.BrakeCommand;
import dev.flotilla.cli.cluster.EventsCommand;
import dev.flotilla.cli.cluster.ExplainCommand;
import dev.flotilla.cli.completion.CompletionCommand;
import dev.flotilla.cli.join.JoinTokenCommand;
import dev.flotilla.cli.journal.JournalCommand;
import dev.flotilla.cli.journal.StatusCommand;
import dev.flotilla.cli.machine.ListMachinesCommand;
import dev.flotilla.cli.machine.MachineMetadataCommand;
import dev.flotilla.cli.machine.SshCommand;
import dev.flotilla.cli.service.AnnounceCommand;
import dev.flotilla.cli.service.ServicesCommand;
import dev.flotilla.cli.session.Session;
import dev.flotilla.cli.unit.CatCommand;
import dev.flotilla.cli.unit.DestroyCommand;
import dev.flotilla.cli.unit.ListUnitFilesCommand;
import dev.flotilla.cli.unit.ListUnitsCommand;
import dev.flotilla.cli.unit.LoadCommand;
import dev.flotilla.cli.unit.RestartCommand;
import dev.flotilla.cli.unit.StartCommand;
import dev.flotilla.cli.unit.StopCommand;
import dev.flotilla.cli.unit.SubmitCommand;
import dev.flotilla.cli.unit.UnloadCommand;
import dev.flotilla.cli.unit.VerifyCommand;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * All commands, in the order of the help. Only the class of the one that runs is loaded: reading the options of all would
 * take longer than most commands.
 */
enum CommandTable {
    SUBMIT("submit", Group.UNITS, "Upload unit files without starting them"),
    LOAD("load", Group.UNITS, "Give units a machine and load them there, submitting them if new"),
    START("start", Group.UNITS, "Start units, submitting them if new"),
    STOP("stop", Group.UNITS, "Stop units but keep them loaded"),
    UNLOAD("unload", Group.UNITS, "Stop units and take them off their machines"),
    RESTART("restart", Group.UNITS, "Restart units, one after the other"),
    DESTROY("destroy", Group.UNITS, "Remove units from the cluster"),
    CAT("cat", Group.UNITS, "Print a unit's file"),
    VERIFY("verify", Group.UNITS, "Check local unit files"),
    STATUS("status", Group.UNITS, "Print what systemctl status says of units"),
    JOURNAL("journal", Group.UNITS, "Print a unit's log"),
    EXPLAIN("explain", Group.UNITS, "Say why a unit is where it is, or why it waits"),
    LIST_UNITS("list-units", Group.UNITS, "List what machines report of their units"),
    LIST_UNIT_FILES("list-unit-files", Group.UNITS, "List the units that the cluster knows"),
    LIST_MACHINES("list-machines", Group.MACHINES, "List the machines"),
    MACHINE_METADATA("machine-metadata", Group.MACHINES, "Show a machine's metadata, add to it, remove from it"),
    SSH("ssh", Group.MACHINES, "Open a shell on a machine, or where a unit is"),
    SERVICES("services", Group.CLUSTER, "List where services can be reached"),
    ANNOUNCE("announce", Group.CLUSTER, "Announce a service for as long as it runs"),
    EVENTS("events", Group.CLUSTER, "Print what happened, and what happens"),
    BRAKE("brake", Group.CLUSTER, "Say whether moves are held, or release them"),
    JOIN_TOKEN("join-token", Group.CLUSTER, "Make, list and revoke what machines join by"),
    CLOUD_CONFIG("cloud-config", Group.CLUSTER, "Check, write and apply a machine's first configuration"),
    COMPLETION("completion", Group.OTHER, "Print a completion script for bash, zsh or fish"),
    HELP("help", Group.OTHER, "Show this, or the help of a command"),
    VERSION("version", Group.OTHER, "Print the version");

    /** A heading of the help. */
    enum Group {
        UNITS,
        MACHINES,
        CLUSTER,
        OTHER
    }

    private final String word;
    private final Group group;
    private final String summary;

    CommandTable(String word, Group group, String summary) {
        this.word = word;
        this.group = group;
        this.summary = summary;
    }

    static Optional<CommandTable> of(String word) {
        return Arrays.stream(values())
                .filter(command -> command.word.equals(word))
                .findFirst();
    }

    String word() {
        return word;
    }

    Group group() {
        return group;
    }

    String summary() {
        return summary;
    }

    Callable<Integer> create(Session session, Cli cli) {
        return switch (this) {
            case SUBMIT -> new SubmitCommand(session);
            case LOAD -> new LoadCommand(session);
            case START -> new StartCommand(session);
            case STOP -> new StopCommand(session);
            case UNLOAD -> new UnloadCommand(session);
            case RESTART -> new RestartCommand(session);
            case DESTROY -> new DestroyCommand(session);
            case CAT -> new CatCommand(session);
            case VERIFY -> new VerifyCommand(session);
            case STATUS -> new StatusCommand(session);
            case JOURNAL -> new JournalCommand(session);
            case EXPLAIN -> new ExplainCommand(session);
            case LIST_UNITS -> new ListUnitsCommand(session);
            case LIST_UNIT_FILES -> new ListUnitFilesCommand(session);
            case LIST_MACHINES -> new ListMachinesCommand(session);
            case MACHINE_METADATA -> new MachineMetadataCommand(session);
            case SSH -> new SshCommand(session);
            case SERVICES -> new ServicesCommand(session);
            case ANNOUNCE -> new AnnounceCommand();
            case EVENTS -> new EventsCommand(session);
            case BRAKE -> new BrakeCommand(session);
            case JOIN_TOKEN -> new JoinTokenCommand(session);
            case CLOUD_CONFIG -> new CloudConfigCommand(session);
            case COMPLETION -> new CompletionCommand(session, cli::describeAll);
            case HELP -> new HelpCommand(cli);
            case VERSION -> new VersionCommand(session);
        };
    }
}
