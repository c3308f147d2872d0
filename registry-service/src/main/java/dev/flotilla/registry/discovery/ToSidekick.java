package dev.flotilla.registry.discovery;

import dev.flotilla.model.discovery.InstanceKey;
import java.util.List;
import java.util.Map;

/** What the registry says to a sidekick. */
public sealed interface ToSidekick {

    /**
     * The session stands.
     *
     * @param held what is published for the machine already
     */
    record Welcome(String sessionId, String replicaId, List<Offer> held) implements ToSidekick {
        public Welcome {
            held = List.copyOf(held);
        }
    }

    /** The store has the offers of that message and all before it. */
    record Stored(long sequence, long revision) implements ToSidekick {}

    /** The leases were renewed. */
    record Renewed(long sequence) implements ToSidekick {}

    /** These offers are not published; all others are. */
    record RefusedOffers(Map<InstanceKey, String> reasons) implements ToSidekick {
        public RefusedOffers {
            reasons = Map.copyOf(reasons);
        }
    }

    /** The session is over, or was never had. */
    record Refused(String reason, boolean fatal) implements ToSidekick {}
}
