package dev.flotilla.agent.edge;

import dev.flotilla.agent.join.Joining;
import dev.flotilla.agent.join.MembershipFile;
import dev.flotilla.client.FlotillaClient;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.join.Credential;
import dev.flotilla.model.join.JoinSecret;
import dev.flotilla.model.machine.MachineId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the machine join in the background, and says when it may begin. */
final class MachineJoining {
    private static final Logger LOG = LoggerFactory.getLogger(MachineJoining.class);

    private final Joining joining;
    private @Nullable Thread thread;

    MachineJoining(AgentConfig config, MachineId machine, FlotillaClient client, Path directory) {
        this.joining = new Joining(
                machine,
                token(config),
                new MembershipFile(directory),
                (token, id, credential) -> client.joins().join(token, id, credential),
                new SecureRandom(),
                wait -> Thread.sleep(wait));
    }

    /** Calls back with the credential: at once when there is nothing to ask, else when the registry has said yes. */
    void whenJoined(Consumer<Optional<Credential>> begin) {
        try {
            joining.withoutAsking()
                    .ifPresentOrElse(
                            begin,
                            () -> thread =
                                    Thread.ofVirtual().name("flotilla-join").start(() -> join(begin)));
        } catch (IOException e) {
            throw Setting.wrong("data-dir", String.valueOf(e.getMessage()));
        }
    }

    /** Why it has not joined yet. */
    Optional<String> trouble() {
        return joining.trouble();
    }

    void stop() {
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void join(Consumer<Optional<Credential>> begin) {
        try {
            begin.accept(Optional.of(joining.join()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.error("the machine cannot join, because its credential cannot be kept: {}", e.toString());
        }
    }

    private static Optional<JoinSecret> token(AgentConfig config) {
        if (config.joinToken().isPresent() && config.joinTokenFile().isPresent()) {
            throw Setting.wrong("join-token", "and flotilla.agent.join-token-file are two ways to say one thing");
        }
        return config.joinToken()
                .map(text -> Setting.read("join-token", () -> JoinSecret.parse(text)))
                .or(() -> config.joinTokenFile().map(MachineJoining::read));
    }

    private static JoinSecret read(Path file) {
        try {
            return JoinSecret.parse(Files.readString(file));
        } catch (IOException | FlotillaException e) {
            throw Setting.wrong("join-token-file", file + " cannot be used: " + e.getMessage());
        }
    }
}
