package dev.flotilla.agent.join;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.join.Credential;
import dev.flotilla.model.join.JoinSecret;
import dev.flotilla.model.machine.MachineId;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets the machine its credential. The machine makes it itself and writes it down before it asks, so that a token good for
 * one machine is not lost with an answer. A machine that has joined needs nobody to begin its work.
 */
public final class Joining {
    private static final Logger LOG = LoggerFactory.getLogger(Joining.class);
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final MachineId machine;
    private final Optional<JoinSecret> token;
    private final MembershipFile file;
    private final Registrar registrar;
    private final RandomGenerator random;
    private final Pause pause;
    private volatile Optional<String> trouble = Optional.empty();

    /** Lets time pass between two attempts. */
    @FunctionalInterface
    public interface Pause {
        /** @throws InterruptedException when the agent is to stop */
        void before(Duration wait) throws InterruptedException;
    }

    /**
     * @param token what it was told to join by; empty: it relies on having joined, or on a cluster that asks for nothing
     * @param random one that nobody can foresee
     */
    public Joining(
            MachineId machine,
            Optional<JoinSecret> token,
            MembershipFile file,
            Registrar registrar,
            RandomGenerator random,
            Pause pause) {
        this.machine = machine;
        this.token = token;
        this.file = file;
        this.registrar = registrar;
        this.random = random;
        this.pause = pause;
    }

    /** Why it has not joined yet. */
    public Optional<String> trouble() {
        return trouble;
    }

    /** The credential, when there is nothing to ask anybody: the machine has joined by this token, or has none to join by. */
    public Optional<Optional<Credential>> withoutAsking() throws IOException {
        Optional<Membership> kept = file.load();
        if (token.isEmpty()) {
            return Optional.of(kept.filter(Membership::joined).map(Membership::credential));
        }
        return kept.filter(membership -> membership.joined()
                        && membership.tokenId().equals(token.get().id()))
                .map(membership -> Optional.of(membership.credential()));
    }

    /**
     * Joins, however long it takes. With a new token for a machine that has joined already it asks once: when the answer is
     * no, or none, the machine goes on as the member that it is.
     */
    public Credential join() throws IOException, InterruptedException {
        JoinSecret secret = token.orElseThrow();
        Optional<Membership> kept = file.load();
        Optional<Membership> former = kept.filter(Membership::joined);
        Membership asked = kept.filter(membership ->
                        !membership.joined() && membership.tokenId().equals(secret.id()))
                .orElseGet(() -> new Membership(Credential.generate(random), secret.id(), false));
        if (former.isEmpty()) {
            file.save(asked);
        }
        for (int attempt = 1; ; attempt++) {
            Optional<FlotillaError> refusal = ask(secret, asked);
            if (refusal.isEmpty()) {
                file.save(asked.confirmed());
                trouble = Optional.empty();
                LOG.info("machine {} joined by token {}", machine, secret.id());
                return asked.credential();
            }
            say(refusal.get());
            if (former.isPresent()) {
                LOG.warn(
                        "the machine goes on as the member that it is, by token {}",
                        former.get().tokenId());
                return former.get().credential();
            }
            pause.before(wait(refusal.get(), attempt));
        }
    }

    private Optional<FlotillaError> ask(JoinSecret secret, Membership asked) throws InterruptedException {
        CompletableFuture<?> answer =
                registrar.join(secret, machine, asked.credential().hash());
        try {
            answer.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
            return Optional.empty();
        } catch (TimeoutException e) {
            return Optional.of(new FlotillaError.Unavailable("no answer within " + ANSWER.toSeconds() + " s"));
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() instanceof CompletionException inner ? inner.getCause() : e.getCause();
            return Optional.of(
                    cause instanceof FlotillaException known
                            ? known.error()
                            : new FlotillaError.Internal("unexpected: " + cause));
        }
    }

    private void say(FlotillaError refusal) {
        Optional<String> words = Optional.of(refusal.message());
        if (!words.equals(trouble)) {
            LOG.warn("machine {} cannot join: {}; trying again", machine, refusal.message());
            trouble = words;
        }
    }

    /** A token that is not good does not become good by itself, but an operator may be about to see to it. */
    private Duration wait(FlotillaError refusal, int attempt) {
        boolean mayPass = refusal instanceof FlotillaError.Unavailable || refusal instanceof FlotillaError.Conflict;
        long most = mayPass ? Math.min(5000, 250L << Math.min(attempt, 10)) : 15_000;
        return Duration.ofMillis(most / 2 + random.nextLong(most / 2));
    }
}
