package dev.flotilla.gateway.bootstrap;

import dev.flotilla.client.bootstrap.ClusterDescription;
import dev.flotilla.client.bootstrap.JoinTokenView;
import dev.flotilla.client.bootstrap.Joins;
import dev.flotilla.model.join.JoinSecret;
import java.time.Duration;
import java.util.List;

/** How machines become members: a port, met by the registry's client at the edge. Calls block. */
public interface Members {
    /** @param maxUses 0: any number */
    Joins.Made createToken(Duration life, int maxUses, String note, String by);

    /** In the order they were made. */
    List<JoinTokenView> tokens();

    /** {@code NotFound} when there is none. */
    void revokeToken(String id, String by);

    /** Fails with {@code Denied} unless a machine could join by it now. */
    void checkToken(JoinSecret token);

    ClusterDescription describe();
}
