package dev.flotilla.agent.session;

import dev.flotilla.client.session.AgentMessage;
import dev.flotilla.client.session.RegistryMessage;

/** What the session wants done, in the order given. */
public sealed interface SessionEffect {
    /**
     * Open a stream to some replica and say hello on it.
     *
     * @param stream the number by which its messages and its end are to be reported
     */
    record Open(long stream) implements SessionEffect {}

    /** Send on the open stream. */
    record Send(AgentMessage message) implements SessionEffect {}

    /** Close the stream; nothing more of it counts. */
    record Close(long stream, String reason) implements SessionEffect {}

    /** The session stands: everything is to be reported anew. */
    record Established(RegistryMessage.Welcome welcome) implements SessionEffect {}

    /** The session is lost. Nothing is stopped for it. */
    record Lost(String reason) implements SessionEffect {}

    /** What the machine is to run now. */
    record Accept(RegistryMessage.Assignments assignments) implements SessionEffect {}

    /** The states up to that report are stored. */
    record ReportStored(long sequence) implements SessionEffect {}

    /** The registry will not have this machine; nothing more is tried. */
    record GiveUp(String reason) implements SessionEffect {}
}
