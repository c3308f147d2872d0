package dev.flotilla.cloudconfig.apply;

import dev.flotilla.cloudconfig.document.UserSpec;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The machine, as far as a cloud-config can change it. Paths are absolute as seen from the machine. What cannot be done
 * is an {@link IOException} whose message says what and why.
 */
public interface Host {
    /** Whether systemd runs here; else, as in a directory with another system's files, nothing can be started. */
    boolean isRunning();

    /**
     * What is still to follow from changes that were made since the boot (systemd reads its files again, services are
     * restarted): descriptions of steps. Nothing where systemd does not run.
     */
    Set<String> due() throws IOException;

    /** Notes what is due from now on. */
    void setDue(Set<String> steps) throws IOException;

    /** What is at a path; links are not followed. */
    PathState at(String path) throws IOException;

    /**
     * Writes a file whole or not at all, in place of a file or a link. Missing directories are made, with mode 0755. A file
     * for another user than the caller is not written through links that this user can change.
     *
     * @param owner {@code user}, {@code user:group} or {@code :group}, by name or number; empty for the caller's
     */
    void write(String path, byte[] content, int mode, String owner) throws IOException;

    /** Makes a symbolic link, in place of a file or a link. */
    void link(String path, String target) throws IOException;

    /** Removes a file or a link, if it is there. */
    void delete(String path) throws IOException;

    /**
     * An owner in the form of {@link PathState.File#owner}; what is not given is the caller's. Empty when there is no such
     * user or group.
     */
    Optional<String> owner(String owner) throws IOException;

    String hostname() throws IOException;

    void setHostname(String name) throws IOException;

    /** A user's home directory; empty when there is no such user. */
    Optional<String> home(String user) throws IOException;

    /** What stands for a user's password in {@code /etc/shadow}; empty when there is no such user, or it is not readable. */
    Optional<String> passwordHash(String user) throws IOException;

    /** Makes a user, without password and keys. */
    void createUser(UserSpec user) throws IOException;

    void setPassword(String user, String hash) throws IOException;

    /** Whether systemd knows a unit that no file here belongs to. */
    boolean isKnownUnit(String unit) throws IOException;

    /** Whether a unit is active, or about to be. */
    boolean isUp(String unit) throws IOException;

    /** Lets systemd read its files again. */
    void reload() throws IOException;

    /** Gives systemd a job and waits for its end. */
    void unitCommand(String command, String unit) throws IOException;

    /** Runs a program as a transient unit, without waiting for its end. */
    void runTransient(String unit, List<String> command) throws IOException;
}
