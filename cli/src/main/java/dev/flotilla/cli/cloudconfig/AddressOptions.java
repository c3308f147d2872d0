package dev.flotilla.cli.cloudconfig;

import dev.flotilla.cloudconfig.source.Variables;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The machine's addresses: as given, else as {@code COREOS_PRIVATE_IPV4} and its like say. */
final class AddressOptions {
    @Option(names = "--private-ipv4", paramLabel = "ADDRESS", description = "What $private_ipv4 stands for.")
    private String privateIpv4 = "";

    @Option(names = "--public-ipv4", paramLabel = "ADDRESS", description = "What $public_ipv4 stands for.")
    private String publicIpv4 = "";

    @Option(names = "--private-ipv6", paramLabel = "ADDRESS", description = "What $private_ipv6 stands for.")
    private String privateIpv6 = "";

    @Option(names = "--public-ipv6", paramLabel = "ADDRESS", description = "What $public_ipv6 stands for.")
    private String publicIpv6 = "";

    @Option(
            names = "--elsewhere",
            description = "validate: the file is for another machine, whose addresses are not known here.")
    private boolean elsewhere;

    /** {@link IllegalArgumentException} for one that cannot be put into a text. */
    Variables variables(Map<String, String> environment) {
        Map<String, String> given = new LinkedHashMap<>();
        put(given, "private_ipv4", privateIpv4);
        put(given, "public_ipv4", publicIpv4);
        put(given, "private_ipv6", privateIpv6);
        put(given, "public_ipv6", publicIpv6);
        return elsewhere
                ? Variables.unknown()
                : Variables.ofEnvironment(environment).overriddenBy(given);
    }

    private static void put(Map<String, String> given, String name, String value) {
        if (!value.isEmpty()) {
            given.put(name, value);
        }
    }
}
