package dev.flotilla.cli.training;

import dev.flotilla.cli.Cli;
import dev.flotilla.cli.session.Pace;
import dev.flotilla.cli.session.Surroundings;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Runs the commands against canned answers, so that the AOT cache has the classes of all of them and not only of the one
 * that a training run with {@code --help} would see.
 */
public final class TrainingRun {
    private static final List<String> COMMANDS = List.of(
            "help",
            "help start",
            "version",
            "list-units",
            "list-unit-files --full",
            "list-machines -o json",
            "submit web@.service",
            "start web@1 web@2",
            "stop web@1",
            "restart web@1",
            "unload web@1",
            "destroy web@1",
            "cat web@1",
            "verify web@.service",
            "status web@1",
            "journal web@1",
            "explain web@1",
            "events",
            "brake",
            "no-such-command");

    private TrainingRun() {}

    /** The exit status is not 0 when a command broke down; that they find fault with the canned answers is no harm. */
    public static void main(String[] arguments) throws IOException {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        Path folder = Files.createTempDirectory("flotilla-training");
        Path unit = folder.resolve("web@.service");
        try (CannedGateway gateway = new CannedGateway()) {
            Files.writeString(unit, "[Service]\nExecStart=/bin/true\n\n[X-Fleet]\nConflicts=web@*\n");
            Map<String, String> environment = Map.of("FLOTILLA_ENDPOINT", gateway.endpoint());
            Surroundings surroundings = new Surroundings(environment, folder, nowhere, nowhere, Pace.DEFAULT);
            for (String command : COMMANDS) {
                gateway.desired(command.startsWith("stop") ? "loaded" : "launched");
                new Cli(surroundings).run(List.of(command.split(" ")));
            }
        } finally {
            Files.deleteIfExists(unit);
            Files.deleteIfExists(folder);
        }
    }
}
