package dev.flotilla.registry.edge;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/**
 * {@code flotilla.registry.mirror.*}: services once more, for programs that read etcd in their own formats. The same on every
 * replica; needs {@code flotilla.registry.store=etcd}.
 */
@ConfigMapping(prefix = "flotilla.registry.mirror")
public interface MirrorConfig {
    /** Writes SkyDNS records, which CoreDNS reads, for {@code website.services.<domain>}. Default: none are written. */
    Optional<String> skydnsDomain();

    /** Where SkyDNS and CoreDNS look: their {@code path}. */
    @WithDefault("/skydns")
    String skydnsRoot();

    /** Writes Traefik's keys below this {@code rootKey}, for example traefik. Default: none are written. */
    Optional<String> traefikRoot();
}
