package dev.flotilla.sidekick.roles.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flotilla.sidekick.dns.DnsSettings;
import dev.flotilla.sidekick.haproxy.HaproxySettings;
import dev.flotilla.sidekick.template.TemplateSettings;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoleSettingsTest {
    private static final String PREFIX = "flotilla.sidekick.";

    private static SmallRyeConfig config(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withMapping(DnsConfig.class)
                .withMapping(XdsConfig.class)
                .withMapping(HaproxyConfig.class)
                .withMapping(TemplateConfig.class)
                .withMapping(HookConfig.class)
                .withMapping(DirectoryConfig.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withSources(new PropertiesConfigSource(values, "test", 100))
                .build();
    }

    /** Reads all of them, as a start does. */
    private static void read(Map<String, String> values) {
        SmallRyeConfig config = config(values);
        RoleSettings.dns(config.getConfigMapping(DnsConfig.class));
        RoleSettings.xds(config.getConfigMapping(XdsConfig.class));
        RoleSettings.haproxy(config.getConfigMapping(HaproxyConfig.class));
        RoleSettings.templates(config.getConfigMapping(TemplateConfig.class));
        RoleSettings.hooks(config.getConfigMapping(HookConfig.class));
    }

    private static Map<String, String> keys(String... keysAndValues) {
        Map<String, String> keys = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            keys.put(PREFIX + keysAndValues[i], keysAndValues[i + 1]);
        }
        return keys;
    }

    @Test
    void everyRoleIsOffUnlessToldAndListensOnLoopbackOnly() {
        SmallRyeConfig none = config(Map.of());
        assertThat(RoleSettings.dns(none.getConfigMapping(DnsConfig.class))).isEmpty();
        assertThat(RoleSettings.xds(none.getConfigMapping(XdsConfig.class))).isEmpty();
        assertThat(RoleSettings.haproxy(none.getConfigMapping(HaproxyConfig.class)))
                .isEmpty();
        assertThat(RoleSettings.templates(none.getConfigMapping(TemplateConfig.class)))
                .isEmpty();
        assertThat(RoleSettings.hooks(none.getConfigMapping(HookConfig.class))).isEmpty();

        SmallRyeConfig on = config(keys("dns.enabled", "true", "xds.enabled", "true"));
        DnsSettings dns = RoleSettings.dns(on.getConfigMapping(DnsConfig.class)).orElseThrow();
        assertThat(dns.listen()).allMatch(address -> address.getAddress().isLoopbackAddress());
        assertThat(dns.domain()).hasToString("flotilla.internal.");
        assertThat(dns.nameServer()).hasToString("ns.flotilla.internal.");
        assertThat(dns.ttl()).isEqualTo(Duration.ofSeconds(5));
        assertThat(dns.staleFor()).isEqualTo(Duration.ofHours(1));
        assertThat(RoleSettings.xds(on.getConfigMapping(XdsConfig.class))
                        .orElseThrow()
                        .getAddress()
                        .isLoopbackAddress())
                .isTrue();
    }

    @Test
    void rolesWithNames() {
        SmallRyeConfig config = config(keys(
                "haproxy.sockets", "/run/a.sock,127.0.0.1:9999",
                "haproxy.backends.web", "website",
                "template.nginx.source", "/etc/a.template",
                "template.nginx.destination", "/etc/a",
                "template.nginx.mode", "0640",
                "template.nginx.reload", "true",
                "hook.elb.command", "elb.sh",
                "hook.elb.services", "website,api",
                "hook.chat.url", "https://chat.example/hook"));
        HaproxySettings haproxy = RoleSettings.haproxy(config.getConfigMapping(HaproxyConfig.class))
                .orElseThrow();
        assertThat(haproxy.sockets()).hasSize(2);
        assertThat(haproxy.backends()).containsEntry("web", "website");
        TemplateSettings template = RoleSettings.templates(config.getConfigMapping(TemplateConfig.class))
                .getFirst();
        assertThat(template.permissions()).contains(PosixFilePermissions.fromString("rw-r-----"));
        assertThat(template.debounce().quiet()).isEqualTo(Duration.ofMillis(200));
        assertThat(template.debounce().most()).isEqualTo(Duration.ofSeconds(2));
        assertThat(RoleSettings.hooks(config.getConfigMapping(HookConfig.class)))
                .extracting(hook -> hook.settings().name())
                .containsExactlyInAnyOrder("elb", "chat");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dns.enabled=true dns.listen=nowhere | dns",
                "dns.enabled=true dns.ttl=2h | dns",
                "dns.enabled=true dns.udp-payload=100 | dns",
                "dns.enabled=true dns.domain=a..b | dns",
                "xds.enabled=true xds.listen=127.0.0.1 | xds.listen",
                "haproxy.sockets=/run/a.sock | haproxy",
                "haproxy.backends.web=website | haproxy",
                "haproxy.sockets=relative haproxy.backends.web=website | haproxy",
                "haproxy.sockets=haproxy.example:99999 haproxy.backends.web=website | haproxy",
                "haproxy.sockets=/a haproxy.backends.web=website haproxy.resync=1ms | haproxy",
                "template.a.source=/a template.a.destination=b | template.a",
                "template.a.source=/a template.a.destination=/b template.a.check=true | template.a",
                "template.a.source=/a template.a.destination=/b template.a.mode=9 | template.a",
                "template.a.source=/a template.a.destination=/b template.a.quiet=3s | template.a",
                "hook.a.timeout=3s | hook.a",
                "hook.a.command=x hook.a.url=http://a.example/ | hook.a",
                "hook.a.url=ftp://a.example/ | hook.a",
                "hook.a.command=x hook.a.longest-retry=1ms | hook.a",
                "dns.enable=true | dns.enable",
            })
    void whatIsWrongNamesTheKey(String settings, String key) {
        Map<String, String> values = new HashMap<>();
        for (String setting : settings.strip().split(" ")) {
            int equals = setting.indexOf('=');
            values.put(PREFIX + setting.substring(0, equals), setting.substring(equals + 1));
        }
        assertThatThrownBy(() -> read(values)).hasMessageContaining(PREFIX + key);
    }
}
