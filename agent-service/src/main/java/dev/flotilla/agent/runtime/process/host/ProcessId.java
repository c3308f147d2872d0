package dev.flotilla.agent.runtime.process.host;

/**
 * A process told apart from a later one of the same number by the time it began.
 *
 * @param startTicks since boot, from /proc/PID/stat
 */
public record ProcessId(long pid, long startTicks) {
    public ProcessId {
        if (pid <= 0) {
            throw new IllegalArgumentException("not a process id: " + pid);
        }
    }
}
