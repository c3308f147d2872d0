package dev.flotilla.system.fleet;

import static dev.flotilla.system.fleet.Docker.attempt;

import java.util.concurrent.ThreadLocalRandom;

/**
 * A bridge network with a subnet of its own, so that everybody in it has a fixed address.
 *
 * @param tag what the names of its containers begin with, to tell fleets of one JVM apart
 * @param name docker's name of it
 * @param prefix the first three numbers of its addresses
 */
record Network(String tag, String name, String prefix) {
    private static final int ATTEMPTS = 40;

    /** Takes a subnet of 172.23.0.0/16 that nobody else has. */
    static Network create(String tag) {
        String name = Ownership.prefix() + "-" + tag;
        String said = "";
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            String prefix = "172.23." + ThreadLocalRandom.current().nextInt(1, 255);
            var result = attempt(
                    "network",
                    "create",
                    "--label",
                    Ownership.label(),
                    "--subnet",
                    prefix + ".0/24",
                    "--gateway",
                    prefix + ".1",
                    name);
            if (result.ok()) {
                return new Network(tag, name, prefix);
            }
            said = result.err();
        }
        throw new AssertionError("no subnet of 172.23.0.0/16 is free: " + said);
    }

    /** Removes it with every container whose name it gave, also of what was never finished. */
    void removeWithContainers() {
        attempt("ps", "-aq", "--filter", "name=" + nameOf("")).lines().forEach(id -> attempt("rm", "-f", "-v", id));
        attempt("network", "rm", name);
    }

    /** The name of a container in it. */
    String nameOf(String label) {
        return name + "-" + label;
    }

    String address(int host) {
        return prefix + "." + host;
    }
}
