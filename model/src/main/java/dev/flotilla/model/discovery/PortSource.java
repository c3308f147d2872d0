package dev.flotilla.model.discovery;

/** Where a unit's port is known from. */
public sealed interface PortSource {

    /** It is this one. */
    record Fixed(int port) implements PortSource {
        public Fixed {
            port = Instance.checkedPort(port);
        }
    }

    /**
     * The host's port that Docker gave to this port of the unit's container.
     *
     * @param protocol {@code tcp} or {@code udp}
     */
    record Container(int port, String protocol) implements PortSource {
        public Container {
            port = Instance.checkedPort(port);
        }
    }
}
