package dev.flotilla.sidekick.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes queries on the addresses of the settings, UDP and TCP, until it is closed. */
public final class NameServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NameServer.class);

    private final List<AutoCloseable> listeners = new ArrayList<>();
    private final List<InetSocketAddress> addresses = new ArrayList<>();

    /**
     * Begins to listen. Port 0 means any one, the same for UDP and TCP.
     *
     * @throws IOException when an address cannot be listened on; nothing is then
     */
    public NameServer(DnsSettings settings, Responder responder) throws IOException {
        try {
            for (InetSocketAddress address : settings.listen()) {
                TcpListener tcp = new TcpListener(address, responder);
                listeners.add(tcp);
                UdpListener udp = new UdpListener(tcp.address(), responder);
                listeners.add(udp);
                addresses.add(tcp.address());
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Where it listens. */
    public List<InetSocketAddress> addresses() {
        return List.copyOf(addresses);
    }

    @Override
    public void close() {
        for (AutoCloseable listener : listeners) {
            try {
                listener.close();
            } catch (Exception e) {
                LOG.debug("a listener did not end well", e);
            }
        }
    }
}
