package dev.flotilla.gateway.discovery;

import dev.flotilla.client.bootstrap.Discovery;
import dev.flotilla.model.error.FlotillaError;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One token in memory; waits end when the test says so. */
public final class FakeEtcdTokens implements EtcdTokens {
    public static final String TOKEN = "6a28e078895c5ec737174db2419bb2f3";

    private final List<Discovery.Member> members = new ArrayList<>();
    private final List<CompletableFuture<Discovery>> waiting = new ArrayList<>();
    private long index = 4;
    private long relistBefore;
    private int made;

    private Discovery known() {
        return new Discovery(TOKEN, 3, Instant.MAX, members, index, 4, relistBefore);
    }

    /** How many were asked for. */
    public int made() {
        return made;
    }

    /** Other keys of the store change. */
    void pass(int revisions) {
        index += revisions;
    }

    /** What the registry says after its patience, or when there is news. */
    void answerWaits() {
        List<CompletableFuture<Discovery>> all = List.copyOf(waiting);
        waiting.clear();
        all.forEach(wait -> wait.complete(known()));
    }

    /** What the client says when the registry does not, or has no such token any more. */
    void failWaits(FlotillaError error) {
        List<CompletableFuture<Discovery>> all = List.copyOf(waiting);
        waiting.clear();
        all.forEach(wait -> wait.completeExceptionally(error.asException()));
    }

    int waits() {
        return waiting.size();
    }

    @Override
    public CompletableFuture<Discovery> create(int size) {
        made++;
        return CompletableFuture.completedFuture(known());
    }

    @Override
    public CompletableFuture<Discovery> get(String token) {
        return token.equals(TOKEN)
                ? CompletableFuture.completedFuture(known())
                : CompletableFuture.failedFuture(new FlotillaError.NotFound("no such token").asException());
    }

    @Override
    public CompletableFuture<Discovery> register(String token, String member, String value) {
        if (members.stream().anyMatch(known -> known.id().equals(member))) {
            return CompletableFuture.failedFuture(new FlotillaError.Conflict("registered").asException());
        }
        members.add(new Discovery.Member(member, value, ++index));
        return get(token);
    }

    @Override
    public CompletableFuture<Discovery> remove(String token, String member) {
        members.removeIf(known -> known.id().equals(member));
        relistBefore = ++index;
        return get(token);
    }

    @Override
    public CompletableFuture<Discovery> await(String token, long from, Duration patience) {
        boolean news = from <= relistBefore || members.stream().anyMatch(member -> member.createdIndex() >= from);
        if (news || !token.equals(TOKEN) || !patience.isPositive()) {
            return get(token);
        }
        CompletableFuture<Discovery> wait = new CompletableFuture<>();
        waiting.add(wait);
        return wait;
    }
}
