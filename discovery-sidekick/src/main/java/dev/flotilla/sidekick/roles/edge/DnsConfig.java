package dev.flotilla.sidekick.roles.edge;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code flotilla.sidekick.dns.*}: services as a DNS zone. */
@ConfigMapping(prefix = "flotilla.sidekick.dns")
interface DnsConfig {
    /** Answer queries. */
    @WithDefault("false")
    boolean enabled();

    /** Where, UDP and TCP: {@code address:port}, several separated by commas. Port 53 needs the right to it. */
    @WithDefault("127.0.0.1:49253")
    List<String> listen();

    /** Names are {@code website.services.<domain>}. */
    @WithDefault("flotilla.internal")
    String domain();

    /** The name of this name server, in SOA and NS. Default: {@code ns.<domain>}. */
    Optional<String> nameServer();

    /** How long an answer may be remembered: 1 s to 1 h. */
    @WithDefault("5s")
    Duration ttl();

    /** How long it may be remembered that a name is not there: 0 s to 1 h. */
    @WithDefault("1s")
    Duration negativeTtl();

    /** How long the last known records are told on while the registry is away, marked as stale. */
    @WithDefault("1h")
    Duration staleFor();

    /** The largest answer over UDP, 512 to 65000 bytes; never more than the asker takes. */
    @WithDefault("8192")
    int udpPayload();
}
