package dev.flotilla.cli;

import dev.flotilla.cli.session.Surroundings;
import java.util.List;

/** The process's entry. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        Surroundings surroundings = Surroundings.ofProcess();
        int status = new Cli(surroundings).run(List.of(arguments));
        surroundings.out().flush();
        System.exit(status);
    }
}
