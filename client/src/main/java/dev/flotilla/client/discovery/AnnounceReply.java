package dev.flotilla.client.discovery;

import dev.flotilla.model.discovery.InstanceKey;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What the registry says to a sidekick. */
public sealed interface AnnounceReply {

    /**
     * The session stands.
     *
     * @param held what is published for this machine already
     */
    record Welcome(String sessionId, String replicaId, List<Offer> held) implements AnnounceReply {
        public Welcome {
            Objects.requireNonNull(sessionId, "sessionId");
            Objects.requireNonNull(replicaId, "replicaId");
            held = List.copyOf(held);
        }
    }

    /** The store has the offers of that message, and all before it. */
    record Stored(long sequence, long revision) implements AnnounceReply {}

    /** The leases were renewed on that heartbeat. */
    record Renewed(long sequence) implements AnnounceReply {}

    /** These offers, and no others, are not published, for these reasons. */
    record RefusedOffers(Map<InstanceKey, String> reasons) implements AnnounceReply {
        public RefusedOffers {
            reasons = Map.copyOf(reasons);
        }
    }

    /** The session cannot be had, or another sidekick of this machine took over. */
    record Refused(String reason, boolean fatal) implements AnnounceReply {
        public Refused {
            Objects.requireNonNull(reason, "reason");
        }
    }
}
