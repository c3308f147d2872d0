package dev.flotilla.sidekick.directory;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The address of a host, for those who take addresses only. May ask a name server, and so may wait. */
@FunctionalInterface
public interface HostLookup {
    /** The system's resolver; an address is read without asking anybody. */
    HostLookup SYSTEM = InetAddress::getByName;

    InetAddress lookup(String host) throws UnknownHostException;
}
