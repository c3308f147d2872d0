package dev.flotilla.gateway.edge;

import dev.flotilla.client.FlotillaClient;
import dev.flotilla.client.bootstrap.ClusterDescription;
import dev.flotilla.client.bootstrap.JoinTokenView;
import dev.flotilla.client.bootstrap.Joins;
import dev.flotilla.gateway.bootstrap.Members;
import dev.flotilla.model.join.JoinSecret;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/** Members by way of the registry's client. */
@Singleton
public class RegistryMembers implements Members {
    private final Joins joins;

    RegistryMembers(FlotillaClient client) {
        this.joins = client.joins();
    }

    @Override
    public Joins.Made createToken(Duration life, int maxUses, String note, String by) {
        return joins.create(life, maxUses, note, by);
    }

    @Override
    public List<JoinTokenView> tokens() {
        return joins.list();
    }

    @Override
    public void revokeToken(String id, String by) {
        joins.revoke(id, by);
    }

    @Override
    public void checkToken(JoinSecret token) {
        joins.check(token);
    }

    @Override
    public ClusterDescription describe() {
        return joins.describe();
    }
}
