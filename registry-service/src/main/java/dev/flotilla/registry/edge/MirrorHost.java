package dev.flotilla.registry.edge;

import dev.flotilla.registry.Registry;
import dev.flotilla.registry.loop.EventLoop;
import dev.flotilla.registry.mirror.Format;
import dev.flotilla.registry.mirror.Mirror;
import dev.flotilla.registry.mirror.SkydnsFormat;
import dev.flotilla.registry.mirror.TraefikFormat;
import dev.flotilla.store.Store;
import dev.flotilla.store.key.KeyScheme;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Brings up the mirrors that are configured, on a loop of their own. */
@Singleton
public class MirrorHost {
    private static final String PREFIX = "flotilla.registry.mirror.";
    /** Before the store is closed. */
    private static final int EARLY = 1;

    private final List<Format> formats;
    private final Store store;
    private final KeyScheme keys;
    private final Registry followed;
    private final List<Mirror> mirrors = new ArrayList<>();
    private Optional<EventLoop> loop = Optional.empty();

    MirrorHost(MirrorConfig config, RegistryConfig registry, Store store, Registry followed) {
        this.keys = new Settings(registry).keys();
        this.formats = formats(config, registry.store(), keys);
        this.store = store;
        this.followed = followed;
    }

    static List<Format> formats(MirrorConfig config, RegistryConfig.StoreKind kind, KeyScheme keys) {
        List<Format> formats = new ArrayList<>();
        config.skydnsDomain()
                .ifPresent(domain -> formats.add(read(
                        "skydns-domain", domain, kind, keys, name -> new SkydnsFormat(config.skydnsRoot(), name))));
        config.traefikRoot().ifPresent(root -> formats.add(read("traefik-root", root, kind, keys, TraefikFormat::new)));
        return List.copyOf(formats);
    }

    private static Format read(
            String key, String value, RegistryConfig.StoreKind kind, KeyScheme keys, Function<String, Format> reading) {
        if (kind != RegistryConfig.StoreKind.ETCD) {
            throw wrong(key, "needs flotilla.registry.store=etcd: nobody else reads the embedded store");
        }
        try {
            return apart(key, reading.apply(value), keys);
        } catch (IllegalArgumentException e) {
            throw wrong(key, "is not valid: " + e.getMessage());
        }
    }

    /** What is not a copy of a record any more is deleted: it must not be one. */
    private static Format apart(String key, Format format, KeyScheme keys) {
        if (keys.mixesWith(format.prefix())) {
            throw wrong(key, "would write below " + format.prefix() + ", among the registry's own keys");
        }
        return format;
    }

    private static ConfigurationException wrong(String key, String fault) {
        return new ConfigurationException(PREFIX + key + " " + fault, Set.of(PREFIX + key));
    }

    void start(@Observes StartupEvent event) {
        if (formats.isEmpty()) {
            return;
        }
        EventLoop own = new EventLoop("flotilla-mirror", Clock.systemUTC());
        loop = Optional.of(own);
        formats.forEach(format -> mirrors.add(new Mirror(own, store, keys, format)));
        mirrors.forEach(mirror -> followed.alsoReads(mirror::lookAgain));
        mirrors.forEach(Mirror::start);
    }

    void stop(@Observes @Priority(EARLY) ShutdownEvent event) {
        mirrors.forEach(Mirror::close);
        loop.ifPresent(EventLoop::close);
    }
}
