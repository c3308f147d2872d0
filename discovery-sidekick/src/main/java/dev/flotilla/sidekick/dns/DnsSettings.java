package dev.flotilla.sidekick.dns;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.TextParseException;

/**
 * How the zone is served.
 *
 * @param listen where queries are taken, UDP and TCP
 * @param domain the domain under which {@code services.} lies; absolute
 * @param nameServer what the zone's name server is called in SOA and NS; absolute
 * @param ttl how long an answer may be remembered, 1 s to 1 h
 * @param negativeTtl how long it may be remembered that there is nothing, 0 s to 1 h
 * @param staleFor how long the last known records are told on while the registry is away
 * @param udpPayload the largest answer over UDP, whatever the asker would take, 512 to 65,000 bytes
 */
public record DnsSettings(
        List<InetSocketAddress> listen,
        Name domain,
        Name nameServer,
        Duration ttl,
        Duration negativeTtl,
        Duration staleFor,
        int udpPayload) {
    private static final Duration LONGEST = Duration.ofHours(1);

    public DnsSettings {
        listen = List.copyOf(listen);
        if (!domain.isAbsolute() || !nameServer.isAbsolute()) {
            throw new IllegalArgumentException("names are absolute");
        }
        if (ttl.toSeconds() < 1 || ttl.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("the TTL ranges from 1 s to 1 h, not " + ttl.toMillis() + " ms");
        }
        if (negativeTtl.isNegative() || negativeTtl.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "the TTL of what is not there ranges from 0 s to 1 h, not " + negativeTtl.toMillis() + " ms");
        }
        if (staleFor.isNegative()) {
            throw new IllegalArgumentException("old records cannot be told for " + staleFor);
        }
        if (udpPayload < 512 || udpPayload > 65_000) {
            throw new IllegalArgumentException("UDP answers range from 512 to 65000 bytes, not " + udpPayload);
        }
    }

    /** The usual settings for a domain. */
    public static DnsSettings of(String domain, InetSocketAddress... listen) {
        Name absolute = absolute(domain);
        return new DnsSettings(
                List.of(listen),
                absolute,
                under("ns", absolute),
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                Duration.ofHours(1),
                8192);
    }

    /** {@code services.<domain>}: what this server is the authority for. */
    Name zone() {
        return under("services", domain);
    }

    /** A name read as absolute, with or without its dot at the end; says what is wrong with it otherwise. */
    public static Name absolute(String name) {
        try {
            return Name.fromString(name, Name.root);
        } catch (TextParseException e) {
            throw new IllegalArgumentException("\"" + name + "\" is no domain name: " + e.getMessage(), e);
        }
    }

    private static Name under(String label, Name parent) {
        try {
            return Name.concatenate(Name.fromConstantString(label), parent);
        } catch (NameTooLongException e) {
            throw new IllegalArgumentException(parent + " leaves no room for " + label, e);
        }
    }
}
