package dev.flotilla.registry.bootstrap;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.registry.commit.Commits;
import dev.flotilla.registry.loop.Loop;
import dev.flotilla.registry.record.BootstrapRecords;
import dev.flotilla.registry.record.DiscoveryToken;
import dev.flotilla.store.Entry;
import dev.flotilla.store.Page;
import dev.flotilla.store.ReadRequest;
import dev.flotilla.store.key.KeyScheme;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What the store holds of a token, read at one revision. On the loop. */
public final class DiscoveryReads {
    private final Loop loop;
    private final Commits commits;
    private final KeyScheme keys;

    public DiscoveryReads(Loop loop, Commits commits, KeyScheme keys) {
        this.loop = loop;
        this.commits = commits;
        this.keys = keys;
    }

    /** Empty when there is no such token, or its time is over. */
    CompletableFuture<Optional<Discovery>> find(String token) {
        if (!DiscoveryToken.isToken(token)) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return commits.read(ReadRequest.prefix(keys.etcdDiscovery(token))).thenApply(page -> read(token, page));
    }

    /** {@code NotFound} when there is none. */
    CompletableFuture<Discovery> existing(String token) {
        return find(token).thenCompose(found -> found.map(CompletableFuture::completedFuture)
                .orElseGet(() -> CompletableFuture.failedFuture(missing(token))));
    }

    static FlotillaException missing(String token) {
        return new FlotillaError.NotFound("there is no discovery token " + token + ", or it has expired").asException();
    }

    private Optional<Discovery> read(String token, Page page) {
        String record = keys.etcdDiscoveryToken(token);
        String members = keys.etcdDiscoveryMembers(token);
        List<Registration> registrations = new ArrayList<>();
        Optional<Entry> found = Optional.empty();
        for (Entry entry : page.entries()) {
            if (entry.key().equals(record)) {
                found = Optional.of(entry);
            } else if (entry.key().startsWith(members)) {
                String member = entry.key().substring(members.length());
                registrations.add(new Registration(member, entry.value().utf8(), entry.createRevision()));
            }
        }
        registrations.sort(Comparator.comparingLong(Registration::createdIndex));
        return found.map(entry -> new Discovery(
                        BootstrapRecords.token(entry),
                        registrations,
                        page.revision(),
                        entry.createRevision(),
                        entry.modRevision()))
                .filter(discovery -> !discovery.token().isOver(loop.now()));
    }
}
