package dev.flotilla.sidekick.directory;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the address that a host had last when nobody gives another: Java does not tell a name that is gone from a name server
 * that does not answer, and nobody is to lose its traffic because somebody did not answer. A host that is not asked for is
 * forgotten after a while. Any thread.
 */
public final class LastKnownHosts implements HostLookup {
    private static final Logger LOG = LoggerFactory.getLogger(LastKnownHosts.class);
    /** Far longer than anybody who needs a host waits before asking again. */
    private static final Duration KEPT = Duration.ofMinutes(5);

    private final HostLookup hosts;
    private final InstantSource clock;
    /** The one that was asked for the longest time ago comes first. */
    private final Map<String, Known> known = new LinkedHashMap<>();

    private record Known(InetAddress address, Instant asked, boolean answered) {}

    public LastKnownHosts(HostLookup hosts, InstantSource clock) {
        this.hosts = hosts;
        this.clock = clock;
    }

    @Override
    public InetAddress lookup(String host) throws UnknownHostException {
        try {
            InetAddress address = hosts.lookup(host);
            remember(host, address, true);
            return address;
        } catch (UnknownHostException e) {
            Known last = last(host).orElseThrow(() -> e);
            if (last.answered()) {
                LOG.warn("no address is found for {} any more; the last one is kept: {}", host, e.getMessage());
            }
            remember(host, last.address(), false);
            return last.address();
        }
    }

    private synchronized Optional<Known> last(String host) {
        return Optional.ofNullable(known.get(host));
    }

    private synchronized void remember(String host, InetAddress address, boolean answered) {
        Instant now = clock.instant();
        // Put last.
        known.remove(host);
        known.put(host, new Known(address, now, answered));
        Instant oldest = now.minus(KEPT);
        Iterator<Known> first = known.values().iterator();
        while (first.hasNext() && first.next().asked().isBefore(oldest)) {
            first.remove();
        }
    }
}
