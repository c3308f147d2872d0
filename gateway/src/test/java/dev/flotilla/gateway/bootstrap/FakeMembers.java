package dev.flotilla.gateway.bootstrap;

import dev.flotilla.client.bootstrap.ClusterDescription;
import dev.flotilla.client.bootstrap.JoinTokenView;
import dev.flotilla.client.bootstrap.Joins;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.join.JoinSecret;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Members in memory. */
public final class FakeMembers implements Members {
    private final List<JoinTokenView> tokens = new ArrayList<>();
    private final List<JoinSecret> good = new ArrayList<>();
    private ClusterDescription description = new ClusterDescription(List.of(), List.of(), false);

    public FakeMembers describedAs(ClusterDescription told) {
        description = told;
        return this;
    }

    @Override
    public Joins.Made createToken(Duration life, int maxUses, String note, String by) {
        JoinSecret secret = JoinSecret.generate(new SecureRandom());
        Instant now = Instant.now();
        var view = new JoinTokenView(secret.id(), now, now.plus(life), maxUses, 0, by, note, Optional.empty(), false);
        tokens.add(view);
        good.add(secret);
        return new Joins.Made(secret, view);
    }

    @Override
    public List<JoinTokenView> tokens() {
        return List.copyOf(tokens);
    }

    @Override
    public void revokeToken(String id, String by) {
        if (!tokens.removeIf(token -> token.id().equals(id))) {
            throw new FlotillaError.NotFound("there is no join token " + id).asException();
        }
        good.removeIf(secret -> secret.id().equals(id));
    }

    @Override
    public void checkToken(JoinSecret token) {
        if (!good.contains(token)) {
            throw new FlotillaError.Denied("the join token is not known here").asException();
        }
    }

    @Override
    public ClusterDescription describe() {
        return description;
    }
}
