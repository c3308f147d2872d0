package dev.flotilla.registry.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.join.Credential;
import dev.flotilla.model.join.JoinSecret;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.registry.Registry;
import dev.flotilla.registry.record.JoinToken;
import dev.flotilla.registry.record.MachineCredential;
import dev.flotilla.registry.testing.AgentProbe;
import dev.flotilla.registry.testing.FlakyStore;
import dev.flotilla.registry.testing.Lab;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A token buys a place in the cluster, so many times and so long, and no machine takes another's place. */
class JoiningTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Duration DAY = Duration.ofDays(1);
    private static final JoinSecret CONFIGURED = JoinSecret.generate(RANDOM);

    private final Lab lab = new Lab(settings ->
            settings.withJoin(new JoinSettings(JoinMode.TOKEN, Optional.of(CONFIGURED), Duration.ofHours(1))));

    JoiningTest() {
        lab.replica("r1");
    }

    private JoinTokens tokens() {
        return lab.registry().joinTokens();
    }

    private JoinTokens.Made token(int uses) {
        return lab.get(tokens().create(DAY, uses, "rack 7", "alice@desk", () -> true));
    }

    private CompletableFuture<MachineCredential> joining(JoinSecret token, String machine, Credential credential) {
        return joining(lab.registry(), token, machine, credential);
    }

    private static CompletableFuture<MachineCredential> joining(
            Registry registry, JoinSecret token, String machine, Credential credential) {
        return registry.joining()
                .join(token, new MachineId(machine), new IdentityRequest.OfCredential(credential.hash()), () -> true);
    }

    private Credential joined(JoinSecret token, String machine) {
        Credential credential = Credential.generate(RANDOM);
        lab.get(joining(token, machine, credential));
        return credential;
    }

    private AgentProbe agent(String machine, Optional<Credential> credential) {
        AgentProbe agent = new AgentProbe(lab.loop, machine, Map.of("disk", "ssd")).credential(credential);
        agent.connect(lab.registry());
        lab.loop.run();
        return agent;
    }

    private JoinToken listed(String id) {
        return lab.get(tokens().list()).stream()
                .filter(token -> token.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aMachineThatJoinedGetsItsSessionAndShowsItsMetadata() {
        Credential credential = joined(token(1).secret(), "m1");
        assertThat(agent("m1", Optional.of(credential)).isWelcome()).isTrue();
        assertThat(lab.machine("m1").orElseThrow().metadata()).containsEntry("disk", "ssd");
    }

    @Test
    void othersAreRefusedAndToldWhatToDo() {
        Credential credential = joined(token(1).secret(), "m1");

        AgentProbe stranger = agent("m2", Optional.empty());
        assertThat(stranger.isWelcome()).isFalse();
        assertThat(stranger.refusal()).contains("flotilla.agent.join-token");

        assertThat(agent("m2", Optional.of(credential)).refusal()).contains("not a member");
        assertThat(agent("m1", Optional.of(Credential.generate(RANDOM))).isWelcome())
                .isFalse();
        assertThat(lab.machine("m2")).isEmpty();
    }

    @Test
    void aTokenIsGoodForSoManyMachinesHoweverManyAskAtOnce() {
        JoinTokens.Made made = token(3);
        List<CompletableFuture<MachineCredential>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(joining(made.secret(), "m" + i, Credential.generate(RANDOM)));
        }
        lab.loop.run();
        assertThat(all).allMatch(CompletableFuture::isDone);
        assertThat(all.stream().filter(join -> !join.isCompletedExceptionally()))
                .hasSize(3);
        JoinToken after = listed(made.token().id());
        assertThat(after.uses()).isEqualTo(3);
        assertThat(after.standing(lab.loop.now())).isEqualTo(JoinToken.Standing.USED_UP);
    }

    @Test
    void twoMachinesAtTwoReplicasShareNoUse() {
        Lab.Replica other = lab.replica("r2");
        for (int round = 0; round < 20; round++) {
            JoinTokens.Made made = token(1);
            CompletableFuture<MachineCredential> here =
                    joining(made.secret(), "a" + round, Credential.generate(RANDOM));
            CompletableFuture<MachineCredential> there =
                    joining(other.registry(), made.secret(), "b" + round, Credential.generate(RANDOM));
            lab.loop.run();
            assertThat(List.of(here, there)).allMatch(CompletableFuture::isDone);
            assertThat(here.isCompletedExceptionally()).isNotEqualTo(there.isCompletedExceptionally());
            CompletableFuture<MachineCredential> refused = here.isCompletedExceptionally() ? here : there;
            assertThat(lab.error(refused))
                    .isInstanceOf(FlotillaError.Denied.class)
                    .extracting(FlotillaError::message)
                    .asString()
                    .contains("used up");
            assertThat(listed(made.token().id()).uses()).isEqualTo(1);
        }
    }

    @Test
    void aUseThatOneReplicaWasNeverToldOfIsNotGivenAgain() {
        Lab.Replica other = lab.replica("r2");
        JoinTokens.Made made = token(1);
        lab.link().next(transaction -> true, FlakyStore.Fate.ANSWER_LOST);
        Credential credential = Credential.generate(RANDOM);
        CompletableFuture<MachineCredential> first = joining(made.secret(), "m1", credential);
        CompletableFuture<MachineCredential> second =
                joining(other.registry(), made.secret(), "m2", Credential.generate(RANDOM));
        assertThat(lab.get(first).machine()).isEqualTo(new MachineId("m1"));
        assertThat(lab.error(second)).isInstanceOf(FlotillaError.Denied.class);
        assertThat(listed(made.token().id()).uses()).isEqualTo(1);
    }

    @Test
    void aCrowdThatBootsAtOnceWithOneTokenGetsIn() {
        Lab.Replica other = lab.replica("r2");
        JoinTokens.Made made = token(100);
        List<CompletableFuture<MachineCredential>> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(joining(
                    i % 2 == 0 ? lab.registry() : other.registry(),
                    made.secret(),
                    "m" + i,
                    Credential.generate(RANDOM)));
        }
        lab.loop.run();
        assertThat(all).allMatch(join -> join.isDone() && !join.isCompletedExceptionally());
        assertThat(listed(made.token().id()).uses()).isEqualTo(100);
    }

    @Test
    void askingAgainForTheSameCostsNoUse() {
        JoinTokens.Made made = token(1);
        Credential credential = joined(made.secret(), "m1");
        lab.get(joining(made.secret(), "m1", credential));
        assertThat(listed(made.token().id()).uses()).isEqualTo(1);
        assertThat(lab.error(joining(made.secret(), "m2", Credential.generate(RANDOM))))
                .isInstanceOf(FlotillaError.Denied.class)
                .extracting(FlotillaError::message)
                .asString()
                .contains("used up");
    }

    @Test
    void anExpiredOrRevokedTokenIsRefusedAndItsMachinesStay() {
        JoinTokens.Made revoked = token(0);
        Credential credential = joined(revoked.secret(), "m1");
        lab.get(tokens().revoke(revoked.token().id(), () -> true));
        assertThat(lab.error(joining(revoked.secret(), "m2", Credential.generate(RANDOM)))
                        .message())
                .contains("revoked");
        assertThat(agent("m1", Optional.of(credential)).isWelcome()).isTrue();

        JoinTokens.Made old = token(0);
        lab.advance(DAY);
        assertThat(lab.error(joining(old.secret(), "m3", Credential.generate(RANDOM)))
                        .message())
                .contains("expired");
        assertThat(lab.error(tokens().revoke("aaaaaaaa", () -> true))).isInstanceOf(FlotillaError.NotFound.class);
    }

    @Test
    void aWrongSecretLearnsNothingAboutTheToken() {
        JoinTokens.Made made = token(1);
        lab.get(tokens().revoke(made.token().id(), () -> true));
        JoinSecret guessed = JoinSecret.parse(made.token().id() + "." + "a".repeat(32));
        JoinSecret unknown = JoinSecret.generate(RANDOM);
        assertThat(lab.error(tokens().check(guessed)).message())
                .isEqualTo(lab.error(tokens().check(unknown)).message());
    }

    @Test
    void whatIsStoredIsNotTheSecret() {
        JoinTokens.Made made = token(1);
        String secret = made.secret().reveal().substring(9);
        String stored = new String(
                lab.stored("/flotilla/join-tokens/" + made.token().id())
                        .orElseThrow()
                        .value()
                        .bytes(),
                StandardCharsets.ISO_8859_1);
        assertThat(stored).doesNotContain(secret);
        Credential credential = joined(made.secret(), "m1");
        assertThat(new String(
                        lab.stored("/flotilla/credentials/m1")
                                .orElseThrow()
                                .value()
                                .bytes(),
                        StandardCharsets.ISO_8859_1))
                .doesNotContain(credential.reveal());
    }

    @Test
    void aLiveMachinesPlaceIsNotTaken() {
        JoinSecret token = token(0).secret();
        Credential credential = joined(token, "m1");
        AgentProbe agent = agent("m1", Optional.of(credential));
        agent.beat();
        assertThat(lab.error(joining(token, "m1", Credential.generate(RANDOM))))
                .isInstanceOf(FlotillaError.Conflict.class);

        agent.silent();
        lab.advance(Duration.ofSeconds(30));
        assertThat(joined(token, "m1")).isNotEqualTo(credential);
    }

    @Test
    void theConfiguredTokenLetsTheFirstMachinesInAndDoesNotComeBackToLife() {
        joined(CONFIGURED, "m1");
        lab.advance(Duration.ofHours(1));
        lab.replica("r2");
        assertThat(lab.error(joining(CONFIGURED, "m2", Credential.generate(RANDOM)))
                        .message())
                .contains("expired");
        lab.advance(Duration.ofDays(30));
        lab.replica("r3");
        assertThat(listed(CONFIGURED.id()).uses()).isEqualTo(1);
        assertThat(lab.error(tokens().check(CONFIGURED)).message()).contains("expired");
    }

    @Test
    void tokensThatAreGoodForNothingAreForgottenAfterAWhile() {
        JoinTokens.Made made = token(1);
        lab.advance(DAY.plusDays(6));
        assertThat(listed(made.token().id())).isNotNull();
        lab.advance(Duration.ofDays(2));
        assertThat(lab.get(tokens().list()))
                .extracting(JoinToken::id)
                .doesNotContain(made.token().id());
    }

    @Test
    void boundsAreKept() {
        assertThatThrownBy(() -> tokens().create(Duration.ofSeconds(1), 1, "", "", () -> true))
                .isInstanceOf(FlotillaException.class)
                .hasMessageContaining("a minute");
        assertThatThrownBy(() -> tokens().create(DAY, -1, "", "", () -> true)).isInstanceOf(FlotillaException.class);
        assertThatThrownBy(() -> tokens().create(DAY, 1, "two\nlines", "", () -> true))
                .isInstanceOf(FlotillaException.class);
    }

    @Test
    void anOpenClusterAsksForNothing() {
        Lab open = Lab.withOneReplica();
        AgentProbe agent =
                new AgentProbe(open.loop, "m1", Map.of()).credential(Optional.of(Credential.generate(RANDOM)));
        agent.connect(open.registry());
        open.loop.run();
        assertThat(agent.isWelcome()).isTrue();
    }
}
