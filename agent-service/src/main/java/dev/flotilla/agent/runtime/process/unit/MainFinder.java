package dev.flotilla.agent.runtime.process.unit;

import dev.flotilla.agent.runtime.process.host.Host;
import dev.flotilla.agent.runtime.process.host.Host.Member;
import dev.flotilla.agent.runtime.process.host.ProcessId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Finds the main process of a forking service after its starter has ended: the one its PID file names, or else the only
 * one whose parent is none of the unit's.
 */
final class MainFinder {
    /** A daemon may write its PID file only after its starter has ended. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private final Host host;
    private final String invocation;
    private final Optional<Path> pidFile;
    private final BooleanSupplier wanted;
    private final Consumer<Optional<ProcessId>> found;

    /**
     * @param wanted whether it is still being waited for
     * @param found the main process; empty when it cannot be told
     */
    MainFinder(
            Host host,
            String invocation,
            Optional<Path> pidFile,
            BooleanSupplier wanted,
            Consumer<Optional<ProcessId>> found) {
        this.host = host;
        this.invocation = invocation;
        this.pidFile = pidFile;
        this.wanted = wanted;
        this.found = found;
    }

    void find() {
        host.members(invocation, members -> {
            if (!wanted.getAsBoolean()) {
                return;
            }
            if (pidFile.isEmpty()) {
                found.accept(guess(members));
                return;
            }
            Optional<ProcessId> named = named(pidFile.get(), members);
            // With nobody left to write the file there is nothing to wait for.
            if (named.isPresent() || members.isEmpty()) {
                found.accept(named);
            } else {
                host.after(LOOK_EVERY, this::find);
            }
        });
    }

    private static Optional<ProcessId> named(Path file, Set<Member> members) {
        return PidFile.read(file).flatMap(pid -> members.stream()
                .map(Member::id)
                .filter(id -> id.pid() == pid)
                .findFirst());
    }

    private static Optional<ProcessId> guess(Set<Member> members) {
        Set<Long> pids = members.stream().map(member -> member.id().pid()).collect(Collectors.toSet());
        List<Member> topmost = members.stream()
                .filter(member -> !pids.contains(member.parent()))
                .toList();
        return topmost.size() == 1 ? Optional.of(topmost.getFirst().id()) : Optional.empty();
    }
}
