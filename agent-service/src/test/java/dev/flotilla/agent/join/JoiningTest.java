package dev.flotilla.agent.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.join.Credential;
import dev.flotilla.model.join.JoinSecret;
import dev.flotilla.model.join.SecretHash;
import dev.flotilla.model.machine.MachineId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine joins once; what it became then it stays. */
class JoiningTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir
    private Path directory;

    private final JoinSecret token = JoinSecret.generate(RANDOM);
    private final Deque<FlotillaError> refusals = new ArrayDeque<>();
    private final List<SecretHash> asked = new ArrayList<>();
    private final List<Duration> waits = new ArrayList<>();

    private Joining joining(Optional<JoinSecret> secret) {
        return new Joining(
                new MachineId("m1"), secret, new MembershipFile(directory), this::answer, RANDOM, waits::add);
    }

    private CompletableFuture<?> answer(JoinSecret secret, MachineId machine, SecretHash credential) {
        asked.add(credential);
        return refusals.isEmpty()
                ? CompletableFuture.completedFuture(true)
                : CompletableFuture.failedFuture(refusals.removeFirst().asException());
    }

    @Test
    void aMachineThatJoinedAsksNobodyAgain() throws Exception {
        Joining first = joining(Optional.of(token));
        assertThat(first.withoutAsking()).isEmpty();
        Credential credential = first.join();

        assertThat(asked).containsExactly(credential.hash());
        assertThat(joining(Optional.of(token)).withoutAsking()).contains(Optional.of(credential));
        assertThat(joining(Optional.empty()).withoutAsking()).contains(Optional.of(credential));
    }

    @Test
    void withoutATokenAndAMembershipItHasNothingToShow() throws IOException {
        assertThat(joining(Optional.empty()).withoutAsking()).contains(Optional.empty());
    }

    @Test
    void anAnswerThatWasLostCostsNothingBecauseTheQuestionStaysTheSame() throws Exception {
        refusals.add(new FlotillaError.Unavailable("the connection broke"));
        refusals.add(new FlotillaError.Conflict("not lost yet"));
        Credential credential = joining(Optional.of(token)).join();
        assertThat(asked).hasSize(3).containsOnly(credential.hash());
        assertThat(waits).hasSize(2).allMatch(wait -> wait.compareTo(Duration.ofSeconds(5)) <= 0);
    }

    @Test
    void anAgentThatDiedWhileItAskedAsksTheSameAgain() throws Exception {
        refusals.add(new FlotillaError.Unavailable("away"));
        Joining dies = new Joining(
                new MachineId("m1"), Optional.of(token), new MembershipFile(directory), this::answer, RANDOM, wait -> {
                    throw new InterruptedException("stopped");
                });
        assertThatThrownBy(dies::join).isInstanceOf(InterruptedException.class);
        assertThat(dies.trouble()).contains("away");

        Joining again = joining(Optional.of(token));
        assertThat(again.withoutAsking()).isEmpty();
        assertThat(asked.getFirst()).isEqualTo(again.join().hash());
    }

    @Test
    void aNewTokenBuysANewCredential() throws Exception {
        Credential former = joining(Optional.of(token)).join();
        Joining anew = joining(Optional.of(JoinSecret.generate(RANDOM)));
        assertThat(anew.withoutAsking()).isEmpty();
        assertThat(anew.join()).isNotEqualTo(former);
    }

    @Test
    void aMemberWithABadNewTokenStaysTheMemberItIs() throws Exception {
        Credential former = joining(Optional.of(token)).join();
        refusals.add(new FlotillaError.Denied("expired"));
        assertThat(joining(Optional.of(JoinSecret.generate(RANDOM))).join()).isEqualTo(former);
        assertThat(joining(Optional.empty()).withoutAsking()).contains(Optional.of(former));
        assertThat(waits).isEmpty();
    }

    @Test
    void theCredentialIsForItsOwnerAlone() throws Exception {
        joining(Optional.of(token)).join();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("credential"))))
                .isEqualTo("rw-------");
    }

    @Test
    void aDamagedFileIsNamed() throws IOException {
        Files.writeString(directory.resolve("credential"), "nonsense\n");
        assertThatThrownBy(() -> joining(Optional.of(token)).withoutAsking())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("credential is damaged");
    }
}
