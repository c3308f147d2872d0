package dev.flotilla.registry.edge;

import dev.flotilla.registry.Registry;
import dev.flotilla.registry.RegistrySettings;
import dev.flotilla.registry.loop.EventLoop;
import dev.flotilla.store.Store;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Value;
import dev.flotilla.store.Write;
import dev.flotilla.store.embedded.EmbeddedStore;
import dev.flotilla.store.etcd.EtcdStore;
import dev.flotilla.store.key.KeyScheme;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings up the store, the loop and the registry with the process, and takes them down with it. */
@Singleton
public class RegistryHost {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryHost.class);
    private static final long PATIENCE_SECONDS = 5;

    private final SecureRandom random = new SecureRandom();
    private final Store store;
    private final EventLoop loop;
    private final Registry registry;
    private final KeyScheme keys;
    private final boolean embedded;

    @Inject
    RegistryHost(
            RegistryConfig config,
            RegistryMetrics metrics,
            @ConfigProperty(name = "quarkus.grpc.server.host") String host,
            @ConfigProperty(name = "quarkus.grpc.server.port") int port) {
        Settings settings = new Settings(config);
        RegistrySettings registrySettings = settings.registry(id(), host + ":" + port);
        settings.sharedServices().ifPresent(LOG::warn);
        this.store = open(config, settings);
        this.keys = registrySettings.keys();
        this.embedded = config.store() != RegistryConfig.StoreKind.ETCD;
        this.loop = new EventLoop("flotilla-registry", Clock.systemUTC());
        this.registry = new Registry(registrySettings, loop, store, this::id, metrics);
        metrics.follow(registry);
        LOG.info(
                "replica {} at {}, state in {} under {}",
                registrySettings.replicaId(),
                registrySettings.advertise(),
                config.store() == RegistryConfig.StoreKind.ETCD
                        ? settings.etcd().endpoints()
                        : settings.embedded(),
                registrySettings.keys().prefix());
    }

    void start(@Observes StartupEvent event) {
        beginEmbedded();
        registry.start();
    }

    /**
     * Nobody else uses an embedded store: a replica that is registered there is gone, however long its lease still runs. And
     * somebody may have put a copy of the file in its place while nobody looked: so the history has another name with each run.
     */
    private void beginEmbedded() {
        if (!embedded) {
            return;
        }
        var begin = Transaction.of(
                new Write.DeletePrefix(keys.replicas()), new Write.Put(keys.history(), Value.utf8(id())));
        try {
            store.commit(begin).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("the former run's registration stays until its lease ends, and its history keeps its name", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        try {
            registry.close().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("the registry did not go down in order", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        loop.close();
        store.close();
    }

    @Produces
    @Singleton
    Registry registry() {
        return registry;
    }

    @Produces
    @Singleton
    Store store() {
        return store;
    }

    private static Store open(RegistryConfig config, Settings settings) {
        if (config.store() == RegistryConfig.StoreKind.ETCD) {
            return EtcdStore.connect(settings.etcd());
        }
        Path file = settings.embedded();
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new UncheckedIOException("flotilla.registry.data-dir: " + file.getParent() + " cannot be made", e);
        }
        return EmbeddedStore.open(file);
    }

    private String id() {
        byte[] bytes = new byte[8];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
