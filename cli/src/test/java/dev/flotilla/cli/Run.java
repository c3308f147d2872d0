package dev.flotilla.cli;

import dev.flotilla.cli.fake.FakeGateway;
import dev.flotilla.cli.session.Pace;
import dev.flotilla.cli.session.Surroundings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a command line did: its exit status and what it printed. */
public record Run(int exit, String out, String err) {

    /** A shell in a folder, with variables. */
    public record Shell(Path directory, Map<String, String> environment, Pace pace) {
        private static final Pace QUICK = new Pace(
                Duration.ofMillis(1),
                Duration.ofMillis(5),
                Duration.ofMillis(20),
                Duration.ofMillis(20),
                Duration.ofMillis(150));

        public static Shell in(Path directory, FakeGateway gateway) {
            return new Shell(
                    directory,
                    Map.of("FLEETCTL_ENDPOINT", gateway.endpoint(), "USER", "alice", "HOSTNAME", "laptop"),
                    QUICK);
        }

        public Shell with(String name, String value) {
            Map<String, String> changed = new HashMap<>(environment);
            changed.put(name, value);
            return new Shell(directory, changed, pace);
        }

        /** One that waits for so long until it gives up. */
        public Shell surrendering(Duration after) {
            return new Shell(
                    directory,
                    environment,
                    new Pace(pace.firstPoll(), pace.lastPoll(), pace.attempt(), pace.patience(), after));
        }

        /** Words separated by blanks; there is no quoting. */
        public Run run(String line) {
            return run(line.isEmpty() ? List.of() : List.of(line.split(" ")));
        }

        public Run run(List<String> words) {
            var out = new ByteArrayOutputStream();
            var err = new ByteArrayOutputStream();
            int exit = new Cli(new Surroundings(environment, directory, printer(out), printer(err), pace)).run(words);
            return new Run(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        }

        private static PrintStream printer(ByteArrayOutputStream to) {
            return new PrintStream(to, true, StandardCharsets.UTF_8);
        }
    }
}
