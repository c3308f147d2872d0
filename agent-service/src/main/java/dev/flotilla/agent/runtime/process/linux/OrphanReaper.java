package dev.flotilla.agent.runtime.process.linux;

import dev.flotilla.agent.runtime.process.host.ProcessId;
import java.util.Optional;
import java.util.Set;

/**
 * Waits for ended children that nobody else will wait for: descendants of units that lost their parents and came to us.
 * Children of the JVM's own {@code Process} live in our session and are waited for by the JVM, unless they are orphans too:
 * then they are still there the next time.
 */
final class OrphanReaper {
    private final long session =
            ProcStat.read(ProcessHandle.current().pid()).map(ProcStat::session).orElse(0L);
    private Optional<ProcessId> seen = Optional.empty();

    /**
     * @param watched those whose exit status somebody waits for
     */
    void reap(Set<ProcessId> watched) {
        for (long pid = Linux.peekEndedChild(); pid != 0; pid = Linux.peekEndedChild()) {
            Optional<ProcStat> stat = ProcStat.read(pid);
            Optional<ProcessId> id = stat.map(s -> new ProcessId(s.pid(), s.startTicks()));
            boolean foreign = stat.filter(s -> s.session() != session).isPresent();
            if (id.isEmpty() || watched.contains(id.get()) || !foreign && !id.equals(seen)) {
                seen = id;
                return;
            }
            Linux.reap(pid);
        }
        seen = Optional.empty();
    }
}
