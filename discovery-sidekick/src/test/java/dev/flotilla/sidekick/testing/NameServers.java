package dev.flotilla.sidekick.testing;

import dev.flotilla.sidekick.directory.HostLookup;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.atomic.AtomicInteger;

/** Name servers that know each name, but for the time that they do not answer; addresses are read without them. */
public final class NameServers implements HostLookup {
    private final AtomicInteger unanswered = new AtomicInteger();
    private volatile boolean away;

    public void goAway() {
        away = true;
    }

    /** How often somebody asked in vain. */
    public int unanswered() {
        return unanswered.get();
    }

    @Override
    public InetAddress lookup(String host) throws UnknownHostException {
        if (Character.isDigit(host.charAt(0))) {
            return InetAddress.getByName(host);
        }
        if (away) {
            unanswered.incrementAndGet();
            throw new UnknownHostException(host + ": Temporary failure in name resolution");
        }
        return InetAddress.getByAddress(host, new byte[] {10, 9, 9, 9});
    }
}
