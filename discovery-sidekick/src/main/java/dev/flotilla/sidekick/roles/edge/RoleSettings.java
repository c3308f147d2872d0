package dev.flotilla.sidekick.roles.edge;

import dev.flotilla.sidekick.command.ShellCommand;
import dev.flotilla.sidekick.directory.Follower.Debounce;
import dev.flotilla.sidekick.dns.DnsSettings;
import dev.flotilla.sidekick.haproxy.HaproxySettings;
import dev.flotilla.sidekick.haproxy.RuntimeSocket;
import dev.flotilla.sidekick.hook.CommandReceiver;
import dev.flotilla.sidekick.hook.HookSettings;
import dev.flotilla.sidekick.hook.Receiver;
import dev.flotilla.sidekick.hook.WebReceiver;
import dev.flotilla.sidekick.template.TemplateSettings;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The roles' settings, checked: what is wrong fails the start and names the key. */
final class RoleSettings {
    private static final String PREFIX = "flotilla.sidekick.";

    private RoleSettings() {}

    static Optional<DnsSettings> dns(DnsConfig config) {
        if (!config.enabled()) {
            return Optional.empty();
        }
        return Optional.of(read("dns", () -> {
            List<InetSocketAddress> listen =
                    config.listen().stream().map(RoleSettings::address).toList();
            DnsSettings usual = DnsSettings.of(config.domain());
            return new DnsSettings(
                    listen,
                    usual.domain(),
                    config.nameServer().map(DnsSettings::absolute).orElse(usual.nameServer()),
                    config.ttl(),
                    config.negativeTtl(),
                    config.staleFor(),
                    config.udpPayload());
        }));
    }

    static Optional<InetSocketAddress> xds(XdsConfig config) {
        return config.enabled() ? Optional.of(read("xds.listen", () -> address(config.listen()))) : Optional.empty();
    }

    static Optional<HaproxySettings> haproxy(HaproxyConfig config) {
        List<String> sockets = config.sockets().orElse(List.of());
        if (sockets.isEmpty() != config.backends().isEmpty()) {
            throw wrong(
                    "haproxy", "sockets and backends go together: which HAProxy, and which service for which backend");
        }
        if (sockets.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(read(
                "haproxy",
                () -> new HaproxySettings(
                        sockets.stream().map(RuntimeSocket::parse).toList(),
                        config.backends(),
                        config.resync(),
                        config.timeout())));
    }

    static List<TemplateSettings> templates(TemplateConfig config) {
        return config.templates().entrySet().stream()
                .map(entry -> read("template." + entry.getKey(), () -> template(entry.getKey(), entry.getValue())))
                .toList();
    }

    private static TemplateSettings template(String name, TemplateConfig.Template template) {
        return new TemplateSettings(
                name,
                template.source(),
                template.destination(),
                template.mode().map(TemplateSettings::permissions),
                template.check(),
                template.reload(),
                new Debounce(template.quiet(), template.longestWait()),
                template.timeout());
    }

    /** A hook and whom it tells. */
    record Hook(HookSettings settings, Receiver receiver) {}

    static List<Hook> hooks(HookConfig config) {
        return config.hooks().entrySet().stream()
                .map(entry -> read("hook." + entry.getKey(), () -> hook(entry.getKey(), entry.getValue())))
                .toList();
    }

    private static Hook hook(String name, HookConfig.Hook hook) {
        if (hook.command().isPresent() == hook.url().isPresent()) {
            throw new IllegalArgumentException("a hook has either a command or a url");
        }
        Receiver receiver = hook.command()
                .<Receiver>map(line -> new CommandReceiver(new ShellCommand(line, hook.timeout())))
                .orElseGet(() -> new WebReceiver(hook.url().orElseThrow(), hook.timeout(), hook.secret()));
        return new Hook(
                new HookSettings(name, hook.services().orElse(Set.of()), hook.firstRetry(), hook.longestRetry()),
                receiver);
    }

    private static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException("\"" + text + "\" is no address:port");
        }
        String host = text.substring(0, colon).replaceAll("^\\[(.*)]$", "$1");
        try {
            return new InetSocketAddress(InetAddress.getByName(host), Integer.parseInt(text.substring(colon + 1)));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("\"" + text + "\" is no address:port: " + host + " is not known", e);
        }
    }

    private static <T> T read(String key, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException e) {
            throw wrong(key, String.valueOf(e.getMessage()));
        }
    }

    static ConfigurationException wrong(String key, String words) {
        return new ConfigurationException(PREFIX + key + ": " + words, Set.of(PREFIX + key));
    }
}
