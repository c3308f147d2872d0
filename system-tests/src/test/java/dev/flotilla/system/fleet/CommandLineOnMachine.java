package dev.flotilla.system.fleet;

import static dev.flotilla.system.fleet.Docker.attempt;
import static dev.flotilla.system.fleet.Docker.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The command line on a machine, under its own name and under fleetctl's: for units that call it, as the articles' do. */
public final class CommandLineOnMachine {
    private CommandLineOnMachine() {}

    /** @param gateway address of the gateway that it talks to */
    public static void install(Machine machine, String gateway) {
        String container = docker("create", "--label", Ownership.label(), Images.of("cli"));
        try {
            Path folder = Files.createTempDirectory("flotilla-cli");
            docker("cp", container + ":/opt/flotilla/.", folder.toString());
            machine.copy(folder.resolve("."), "/opt/flotilla");
            machine.shell("""
                            set -e
                            printf '#!/bin/bash\\nexport FLOTILLA_ENDPOINT=%s PATH=/opt/java/openjdk/bin:$PATH\\n' >/usr/bin/flotilla
                            echo 'exec /opt/flotilla/flotilla "$@"' >>/usr/bin/flotilla
                            chmod 755 /usr/bin/flotilla
                            ln -sf flotilla /usr/bin/fleetctl
                            """.formatted(gateway)).succeeded();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            attempt("rm", container);
        }
    }
}
