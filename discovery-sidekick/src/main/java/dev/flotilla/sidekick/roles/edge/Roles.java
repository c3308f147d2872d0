package dev.flotilla.sidekick.roles.edge;

import dev.flotilla.client.FlotillaClient;
import dev.flotilla.client.discovery.InstanceQuery;
import dev.flotilla.sidekick.directory.Directory;
import dev.flotilla.sidekick.directory.HostLookup;
import dev.flotilla.sidekick.directory.RegistryFeed;
import dev.flotilla.sidekick.directory.Snapshot;
import dev.flotilla.sidekick.dns.DnsSettings;
import dev.flotilla.sidekick.dns.NameServer;
import dev.flotilla.sidekick.dns.Responder;
import dev.flotilla.sidekick.haproxy.HaproxyFollower;
import dev.flotilla.sidekick.haproxy.HaproxySettings;
import dev.flotilla.sidekick.haproxy.RuntimeSocket;
import dev.flotilla.sidekick.hook.HookFollower;
import dev.flotilla.sidekick.template.TemplateFollower;
import dev.flotilla.sidekick.template.TemplateSettings;
import dev.flotilla.sidekick.template.edge.QuteTemplates;
import dev.flotilla.sidekick.xds.edge.XdsServer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the roles that are switched on, and ends them. Without any, nothing is watched. */
@Singleton
final class Roles {
    private static final Logger LOG = LoggerFactory.getLogger(Roles.class);

    private final FlotillaClient client;
    private final DirectoryConfig config;
    private final Directory directory;
    private final Optional<DnsSettings> dns;
    private final Optional<InetSocketAddress> xds;
    private final Optional<HaproxySettings> haproxy;
    private final List<TemplateSettings> templates;
    private final List<RoleSettings.Hook> hooks;
    private final List<AutoCloseable> playing = new ArrayList<>();

    Roles(
            FlotillaClient client,
            DirectoryConfig config,
            DnsConfig dns,
            XdsConfig xds,
            HaproxyConfig haproxy,
            TemplateConfig templates,
            HookConfig hooks) {
        this.client = client;
        this.config = config;
        this.dns = RoleSettings.dns(dns);
        this.xds = RoleSettings.xds(xds);
        this.haproxy = RoleSettings.haproxy(haproxy);
        this.templates = RoleSettings.templates(templates);
        this.hooks = RoleSettings.hooks(hooks);
        this.directory = new Directory(Clock.systemUTC(), config.hold(), Roles::later);
    }

    private static void later(Duration delay, Runnable task) {
        CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS)
                .execute(task);
    }

    void start(@Observes StartupEvent event) {
        if (!any()) {
            return;
        }
        try {
            play();
        } catch (IOException e) {
            stop();
            throw RoleSettings.wrong("*", String.valueOf(e.getMessage()));
        }
        playing.add(client.services().watch(InstanceQuery.passing().withWithdrawn(), new RegistryFeed(directory)));
    }

    /** Whether any role is switched on. */
    boolean any() {
        return dns.isPresent() || xds.isPresent() || haproxy.isPresent() || !templates.isEmpty() || !hooks.isEmpty();
    }

    /** What they work from; empty before the registry was heard. */
    Optional<Snapshot> known() {
        return directory.snapshot();
    }

    private void play() throws IOException {
        if (dns.isPresent()) {
            Responder responder = new Responder(dns.get(), directory, Clock.systemUTC(), new Random());
            NameServer server = new NameServer(dns.get(), responder);
            playing.add(server);
            LOG.info("DNS for {} on {}", dns.get().domain(), server.addresses());
        }
        if (xds.isPresent()) {
            playing.add(new XdsServer(xds.get(), directory, HostLookup.SYSTEM));
            LOG.info("xDS on {}", xds.get());
        }
        if (haproxy.isPresent()) {
            for (RuntimeSocket socket : haproxy.get().sockets()) {
                playing.add(new HaproxyFollower(socket, haproxy.get(), directory, HostLookup.SYSTEM));
            }
            LOG.info(
                    "HAProxy at {} follows {}",
                    haproxy.get().sockets(),
                    haproxy.get().backends());
        }
        if (!templates.isEmpty() || !hooks.isEmpty()) {
            Path state = Files.createDirectories(config.state());
            for (TemplateSettings template : templates) {
                playing.add(new TemplateFollower(template, new QuteTemplates(), state, directory));
            }
            for (RoleSettings.Hook hook : hooks) {
                playing.add(new HookFollower(hook.settings(), hook.receiver(), state, directory));
            }
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stop();
    }

    private void stop() {
        for (AutoCloseable role : playing.reversed()) {
            try {
                role.close();
            } catch (Exception e) {
                LOG.warn("a role did not end well", e);
            }
        }
        playing.clear();
    }
}
