package dev.flotilla.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.flotilla.client.bootstrap.JoinTokenView;
import dev.flotilla.client.bootstrap.Joins;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A join token.
 *
 * @param token with its secret: only in the answer that made it
 * @param standing {@code good}, {@code used up}, {@code expired} or {@code revoked}
 * @param maxUses how many machines may join by it; 0: any number
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record JoinTokenJson(
        String id,
        Optional<String> token,
        String standing,
        Instant created,
        Instant expires,
        int maxUses,
        int uses,
        String createdBy,
        String note,
        Optional<Instant> revoked) {

    public static JoinTokenJson of(JoinTokenView view, Instant now) {
        return of(view, Optional.empty(), now);
    }

    public static JoinTokenJson of(Joins.Made made, Instant now) {
        return of(made.token(), Optional.of(made.secret().reveal()), now);
    }

    private static JoinTokenJson of(JoinTokenView view, Optional<String> token, Instant now) {
        return new JoinTokenJson(
                view.id(),
                token,
                view.standing(now),
                view.created(),
                view.expires(),
                view.maxUses(),
                view.uses(),
                view.createdBy(),
                view.note(),
                view.revoked());
    }

    /** All of them. */
    public record JoinTokenList(List<JoinTokenJson> tokens) {
        public JoinTokenList {
            tokens = List.copyOf(tokens);
        }
    }
}
