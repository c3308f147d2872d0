package dev.flotilla.model.discovery;

/** How it is found out whether an instance can be used. */
public sealed interface CheckKind {

    /** It can while its unit is active. */
    record None() implements CheckKind {}

    /** Its port takes connections. */
    record Tcp() implements CheckKind {}

    /**
     * A GET of the path is answered with a status from 200 to 399.
     *
     * @param path begins with a slash
     */
    record Http(String path) implements CheckKind {}

    /** The command, run by {@code /bin/sh -c}, ends with 0. */
    record Command(String command) implements CheckKind {}

    /** Docker says that the container runs, and that it is healthy if it has a health check of its own. */
    record Docker() implements CheckKind {}
}
