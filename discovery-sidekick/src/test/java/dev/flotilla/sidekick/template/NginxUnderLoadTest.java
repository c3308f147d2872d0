package dev.flotilla.sidekick.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flotilla.model.discovery.Instance;
import dev.flotilla.sidekick.directory.Directories;
import dev.flotilla.sidekick.directory.Directory;
import dev.flotilla.sidekick.directory.Follower.Debounce;
import dev.flotilla.sidekick.load.Daemon;
import dev.flotilla.sidekick.load.Load;
import dev.flotilla.sidekick.load.Rollout;
import dev.flotilla.sidekick.load.WebServers;
import dev.flotilla.sidekick.template.edge.QuteTemplates;
import dev.flotilla.testing.HeldPorts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A real nginx whose configuration is the example's template, under load. */
class NginxUnderLoadTest {
    private static final Logger LOG = LoggerFactory.getLogger(NginxUnderLoadTest.class);
    private static final Path EXAMPLE =
            Path.of(System.getProperty("flotilla.root", ".."), "examples", "nginx", "website.conf.template");

    @TempDir
    private Path folder;

    /** What is done to instances while requests are made all the time. */
    private interface Scenario {
        void play(Rollout rollout, Load load, Path rendered);
    }

    @Test
    void plannedChangesFailNoRequest() throws Exception {
        underLoad(1, (rollout, load, rendered) -> {
            rollout.scaleTo(5);
            rollout.scaleTo(2);
            rollout.rollAll();
            LOG.info("{} requests were answered", load.answered());
            assertThat(load.failures()).isEmpty();
        });
    }

    @Test
    void anInstanceThatDiesCostsWhatWasInFlight() throws Exception {
        underLoad(3, (rollout, load, rendered) -> {
            load.awaitAnswersOf(Set.of("apache@1", "apache@2", "apache@3"));
            rollout.kill("apache@2");
            load.awaitAnswersOf(Set.of("apache@1", "apache@3"));
            rollout.expire("apache@2");
            await().untilAsserted(() -> assertThat(
                            Files.readAllLines(rendered).stream().filter(line -> line.contains("server 127.0.0.1:")))
                    .hasSize(2));
            LOG.info("{} of {} requests failed", load.failures().size(), load.answered());
            assertThat(load.failures()).hasSizeLessThanOrEqualTo(load.atOnce());
        });
    }

    private void underLoad(int instances, Scenario scenario) throws Exception {
        int port = HeldPorts.take();
        Path included = folder.resolve("website.conf");
        Path config = folder.resolve("nginx.conf");
        Files.writeString(config, nginx(port, included));
        String nginx = "nginx -p '" + folder + "' -c '" + config + "'";
        Directory directory = Directories.directory();
        try (WebServers servers = new WebServers()) {
            List<Instance> first = IntStream.rangeClosed(1, instances)
                    .mapToObj(i -> servers.start("apache@" + i))
                    .toList();
            directory.replace(first, 1);
            // The check looks at a whole configuration that includes the new part.
            String check = "sed 's#" + included + "#'{src}'#' '" + config + "' > '" + folder + "/check.conf'"
                    + " && nginx -q -t -p '" + folder + "' -c '" + folder + "/check.conf'";
            String reload = "test ! -e '" + folder + "/nginx.pid' || " + nginx + " -s reload";
            TemplateSettings settings = new TemplateSettings(
                    "nginx",
                    EXAMPLE,
                    included,
                    Optional.empty(),
                    Optional.of(check),
                    Optional.of(reload),
                    new Debounce(Duration.ofMillis(200), Duration.ofSeconds(2)),
                    Duration.ofSeconds(20));
            try (TemplateFollower follower = new TemplateFollower(settings, new QuteTemplates(), folder, directory)) {
                assertThat(follower).isNotNull();
                await().until(() -> Files.exists(included));
                try (Daemon daemon = new Daemon(
                                folder.resolve("nginx.log"), port, "sh", "-c", "exec " + nginx + " -g 'daemon off;'");
                        Load load = new Load(port, 4)) {
                    Rollout rollout = new Rollout(servers, directory, load);
                    first.forEach(rollout::knows);
                    scenario.play(rollout, load, included);
                    assertThat(daemon.log()).doesNotContain("[emerg]");
                }
            }
        }
    }

    private String nginx(int port, Path included) {
        return """
                worker_processes 1;
                pid %1$s/nginx.pid;
                error_log stderr notice;
                events { worker_connections 256; }
                http {
                  access_log off;
                  client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy; fastcgi_temp_path %1$s/fastcgi;
                  uwsgi_temp_path %1$s/uwsgi; scgi_temp_path %1$s/scgi;
                  include %2$s;
                  server {
                    listen 127.0.0.1:%3$d;
                    location / { proxy_pass http://website; }
                  }
                }
                """.formatted(folder, included, port);
    }
}
