package dev.flotilla.sidekick.docker;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What runs containers on this machine. All calls block; an engine that cannot be reached is an {@link IOException}. */
public interface ContainerEngine {

    /** A container by its name or id; empty when there is none. */
    Optional<Container> inspect(String name) throws IOException;

    /** The ids of those that run. */
    List<String> running() throws IOException;

    /**
     * Tells what starts and what ends, until the engine goes away or the thread is interrupted.
     *
     * @param connected runs once, when nothing can be missed any more
     */
    void follow(Runnable connected, Consumer<Event> consumer) throws IOException;

    /** Something happened to a container. */
    record Event(String id, boolean started) {}

    /** There is none. */
    static ContainerEngine none() {
        return new ContainerEngine() {
            @Override
            public Optional<Container> inspect(String name) throws IOException {
                throw new IOException("this sidekick asks no container engine");
            }

            @Override
            public List<String> running() {
                return List.of();
            }

            @Override
            public void follow(Runnable connected, Consumer<Event> consumer) {
                connected.run();
            }
        };
    }
}
