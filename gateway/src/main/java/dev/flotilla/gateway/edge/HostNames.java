package dev.flotilla.gateway.edge;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The names under which the gateway may be addressed. A page of somebody else can have a name of its own lead here (DNS
 * rebinding) and is then of the same origin; the {@code Host} of its requests gives it away. Nobody has the name of an
 * address, so these always count.
 *
 * @param names in lower case
 */
record HostNames(Set<String> names) {
    /** The second is what fleet's clients say who come through a Unix socket. */
    private static final Set<String> ALWAYS = Set.of("localhost", "domain-sock");

    private static final Pattern PORT = Pattern.compile(":[0-9]*$");
    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-f:.]+(%[^\\]]+)?]");
    private static final Pattern NAME = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)*");

    HostNames {
        names = Set.copyOf(names);
    }

    /** {@link IllegalArgumentException} when one is no name of a host. */
    static HostNames of(Collection<String> more) {
        Set<String> names = new TreeSet<>(ALWAYS);
        for (String name : more) {
            String plain = name.strip().toLowerCase(Locale.ROOT);
            if (!NAME.matcher(plain).matches()) {
                throw new IllegalArgumentException("\"" + name + "\" is no name of a host (without a port)");
            }
            names.add(plain);
        }
        return new HostNames(names);
    }

    /** @param authority the value of a {@code Host} header, with or without a port */
    boolean accept(String authority) {
        String host = PORT.matcher(authority.strip().toLowerCase(Locale.ROOT)).replaceFirst("");
        return IPV4.matcher(host).matches()
                || IPV6.matcher(host).matches()
                || names.contains(host.endsWith(".") ? host.substring(0, host.length() - 1) : host);
    }
}
