package dev.flotilla.registry.join;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.join.SecretHash;
import dev.flotilla.registry.commit.Commits;
import dev.flotilla.registry.record.JoinRecords;
import dev.flotilla.registry.record.MachineCredential;
import dev.flotilla.registry.session.Hello;
import dev.flotilla.registry.session.SessionGate;
import dev.flotilla.store.key.KeyScheme;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Lets in the machines that joined and prove it; one read of the store for each session. On the loop. */
public final class ProvenMembers implements SessionGate {
    private final Commits commits;
    private final KeyScheme keys;

    public ProvenMembers(Commits commits, KeyScheme keys) {
        this.commits = commits;
        this.keys = keys;
    }

    @Override
    public CompletableFuture<Void> check(Hello hello) {
        return commits.readKey(keys.credential(hello.machine().value()))
                .thenCompose(entry -> isProven(hello, entry.map(JoinRecords::credential))
                        ? CompletableFuture.completedFuture(null)
                        : CompletableFuture.failedFuture(new FlotillaError.Denied(words(hello)).asException()));
    }

    private static boolean isProven(Hello hello, Optional<MachineCredential> known) {
        Optional<SecretHash> shown = hello.credential().map(credential -> credential.hash());
        return known.isPresent() && shown.isPresent() && known.get().secret().matches(shown.get());
    }

    private static String words(Hello hello) {
        return hello.credential().isEmpty()
                ? "this cluster takes machines by join token only, and machine " + hello.machine()
                        + " did not join; give its agent flotilla.agent.join-token"
                : "machine " + hello.machine() + " is not a member of this cluster, or is known by another credential;"
                        + " give its agent a new join token";
    }
}
