package dev.flotilla.sidekick.dns;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.xbill.DNS.Address;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/** What an instance's host is: an address, a host's name, or neither. */
sealed interface HostAddress {
    record OfAddress(InetAddress address) implements HostAddress {}

    record OfName(Name name) implements HostAddress {}

    /** Reads a host without asking anybody; empty when it is neither an address nor a name. */
    static Optional<HostAddress> read(String host) {
        byte[] four = Address.toByteArray(host, Address.IPv4);
        byte[] bytes = four == null ? Address.toByteArray(host, Address.IPv6) : four;
        try {
            if (bytes != null) {
                return Optional.of(new OfAddress(InetAddress.getByAddress(bytes)));
            }
            return Optional.of(new OfName(Name.fromString(host, Name.root)));
        } catch (UnknownHostException | TextParseException e) {
            return Optional.empty();
        }
    }
}
