package dev.flotilla.agent.runtime.process.host;

/** How a process ended. */
public sealed interface ExitStatus {

    /**
     * It called exit.
     *
     * @param code 0 to 255
     */
    record Exited(int code) implements ExitStatus {}

    /** A signal ended it. */
    record Killed(int signal, boolean coreDumped) implements ExitStatus {}

    /** It was not our child when it ended (adopted after a restart of the agent), so nobody told us. */
    record Unknown() implements ExitStatus {}

    static ExitStatus exited(int code) {
        return new Exited(code);
    }

    static ExitStatus unknown() {
        return new Unknown();
    }

    /** The macros of wait(2). */
    static ExitStatus ofWaitStatus(int status) {
        int signal = status & 0x7f;
        return signal == 0 ? new Exited(status >> 8 & 0xff) : new Killed(signal, (status & 0x80) != 0);
    }
}
