package dev.flotilla.sidekick.unit;

import dev.flotilla.model.discovery.PortSource;
import dev.flotilla.sidekick.docker.Container;
import dev.flotilla.sidekick.docker.ContainerEngine;
import java.io.IOException;
import java.util.Optional;

/** Where the host has a port of a container, as the engine sees it at one moment. */
sealed interface ContainerPort {
    /** The host has it here. */
    record At(Container.Binding binding) implements ContainerPort {}

    /** The container does not run, or has no such port on the host. */
    record Nowhere(String words) implements ContainerPort {}

    /** The engine does not answer: what was known may be so still. */
    record Unknown(String words) implements ContainerPort {}

    /** Asks the engine, and waits for it. */
    static ContainerPort ask(ContainerEngine engine, String container, PortSource.Container inside) {
        Container.Port port = new Container.Port(inside.port(), inside.protocol());
        try {
            Optional<Container.Binding> binding =
                    engine.inspect(container).filter(Container::running).flatMap(found -> found.binding(port));
            return binding.<ContainerPort>map(At::new)
                    .orElseGet(() -> new Nowhere("the container " + container + " does not run, or has no port "
                            + inside.port() + "/" + inside.protocol() + " on the host"));
        } catch (IOException e) {
            return new Unknown("the container engine cannot be asked: " + e.getMessage());
        }
    }
}
