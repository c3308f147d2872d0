package dev.flotilla.sidekick.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flotilla.model.discovery.Instance;
import dev.flotilla.sidekick.directory.Directories;
import dev.flotilla.sidekick.directory.Directory;
import dev.flotilla.sidekick.directory.HostLookup;
import dev.flotilla.sidekick.dns.DnsSettings;
import dev.flotilla.sidekick.dns.NameServer;
import dev.flotilla.sidekick.dns.Responder;
import dev.flotilla.sidekick.load.Load;
import dev.flotilla.sidekick.load.Rollout;
import dev.flotilla.sidekick.load.WebServers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A real HAProxy in front of instances that come and go, with requests all the time. */
class HaproxyUnderLoadTest {
    private static final Logger LOG = LoggerFactory.getLogger(HaproxyUnderLoadTest.class);
    private static final String SLOTS = "server-template web 6 0.0.0.0:0 disabled check inter 200ms fall 2";
    private static final int AT_ONCE = 6;

    @TempDir
    private Path folder;

    private final WebServers servers = new WebServers();
    private final Directory directory = Directories.directory();
    private final List<AutoCloseable> open = new ArrayList<>(List.of(servers));

    @AfterEach
    void end() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private <T extends AutoCloseable> T keep(T closeable) {
        open.add(closeable);
        return closeable;
    }

    private Haproxy haproxy(String sections, String backend) throws IOException {
        return keep(new Haproxy(folder, sections, backend));
    }

    private void follow(Haproxy haproxy) {
        keep(new HaproxyFollower(
                haproxy.socket(),
                new HaproxySettings(
                        List.of(haproxy.socket()),
                        Map.of("website", "website"),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2)),
                directory,
                HaproxyUnderLoadTest::lookup));
    }

    /** The system's resolver. Where no name server answers it may be long in saying of a name that it is nobody's. */
    private static InetAddress lookup(String host) throws UnknownHostException {
        if (host.endsWith(".invalid")) {
            throw new UnknownHostException(host);
        }
        return HostLookup.SYSTEM.lookup(host);
    }

    private Rollout underLoad(Haproxy haproxy, Load load, Instance... first) {
        Rollout rollout = new Rollout(servers, directory, load);
        Arrays.stream(first).forEach(rollout::knows);
        assertThat(haproxy.slots()).isNotEmpty();
        return rollout;
    }

    @Test
    void plannedChangesFailNoRequestAndNothingIsReloaded() throws Exception {
        Haproxy haproxy = haproxy("", SLOTS);
        Instance first = servers.start("apache@1");
        directory.replace(List.of(first), 1);
        follow(haproxy);
        await().until(() -> haproxy.ready().size() == 1);
        String process = haproxy.process();
        try (Load load = new Load(haproxy.port(), AT_ONCE)) {
            Rollout rollout = underLoad(haproxy, load, first);
            rollout.scaleTo(5);
            rollout.scaleTo(2);
            rollout.rollAll();
            LOG.info("{} requests were answered", load.answered());
            assertThat(load.failures()).isEmpty();
        }
        assertThat(haproxy.process()).isEqualTo(process);
    }

    @Test
    void anInstanceThatDiesCostsWhatWasInFlight() throws Exception {
        Haproxy haproxy = haproxy("", SLOTS);
        Instance[] instances = {servers.start("apache@1"), servers.start("apache@2"), servers.start("apache@3")};
        directory.replace(List.of(instances), 1);
        follow(haproxy);
        await().until(() -> haproxy.ready().size() == 3);
        try (Load load = new Load(haproxy.port(), AT_ONCE)) {
            Rollout rollout = underLoad(haproxy, load, instances);
            load.awaitAnswersOf(Set.of("apache@1", "apache@2", "apache@3"));
            rollout.kill("apache@2");
            load.awaitAnswersOf(Set.of("apache@1", "apache@3"));
            rollout.expire("apache@2");
            await().until(() -> haproxy.ready().size() == 2);
            LOG.info("{} of {} requests failed", load.failures().size(), load.answered());
            assertThat(load.failures()).hasSizeLessThanOrEqualTo(load.atOnce());
        }
    }

    @Test
    void aRestartedHaproxyIsFilledAgainAndAnAbsentRegistryTakesNothingAway() throws Exception {
        Haproxy haproxy = haproxy("", SLOTS);
        directory.replace(Directories.website(3), 1);
        follow(haproxy);
        await().until(() -> haproxy.ready().size() == 3);
        directory.disconnected();
        haproxy.restart();
        await().atMost(Duration.ofSeconds(20)).until(() -> haproxy.ready().size() == 3);
    }

    @Test
    void moreInstancesThanSlotsAndHostsWithoutAnAddressHarmNobodyElse() throws Exception {
        Haproxy haproxy = haproxy("", "server-template web 2 0.0.0.0:0 disabled");
        List<Instance> instances = new ArrayList<>(Directories.website(2));
        instances.add(Directories.instance("website", "a-broken-one", "nowhere.invalid", 80));
        instances.add(Directories.instance("website", "too-many", "127.0.0.9", 80));
        directory.replace(instances, 1);
        follow(haproxy);
        await().until(() -> haproxy.ready().equals(Set.of("127.0.0.1:8080", "127.0.0.2:8080")));
    }

    /** From a record that is gone to a backend that gets no more work. */
    @Test
    void aWithdrawnInstanceGetsNoWorkAtOnce() throws Exception {
        Haproxy haproxy = haproxy("", SLOTS);
        List<Instance> two = Directories.website(2);
        directory.replace(two, 1);
        follow(haproxy);
        await().until(() -> haproxy.ready().size() == 2);
        List<Long> micros = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            long begun = System.nanoTime();
            directory.apply(List.of(), List.of(two.getLast().key()), 10 + i);
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> haproxy.ready().size() == 1);
            micros.add((System.nanoTime() - begun) / 1000);
            directory.apply(List.of(two.getLast()), List.of(), 10 + i);
            await().until(() -> haproxy.ready().size() == 2);
        }
        micros.sort(Long::compare);
        LOG.info("withdrawn to drained: median {} us, worst {} us", micros.get(10), micros.getLast());
        assertThat(micros.get(10)).isLessThan(200_000);
    }

    private String resolvers(int payload) throws IOException {
        DnsSettings settings =
                DnsSettings.of("fleet.local", new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
        NameServer server = keep(
                new NameServer(settings, new Responder(settings, directory, InstantSource.system(), new Random())));
        return """
                resolvers fleet
                  nameserver here 127.0.0.1:%d
                  accepted_payload_size %d
                  resolve_retries 3
                  timeout resolve 200ms
                  timeout retry 200ms
                  hold valid 200ms
                  hold nx 200ms
                  hold obsolete 200ms
                """.formatted(server.addresses().getFirst().getPort(), payload);
    }

    private static String srvTemplate(int servers) {
        return "server-template web " + servers
                + " _website._tcp.services.fleet.local resolvers fleet resolve-prefer ipv4 init-addr none";
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 8192})
    void bySrvRecordsOfTheNameServer(int payload) throws Exception {
        Instance first = servers.start("apache@1");
        directory.replace(List.of(first), 1);
        Haproxy haproxy = haproxy(resolvers(payload), srvTemplate(6));
        await().atMost(Duration.ofSeconds(20)).until(() -> haproxy.ready().size() == 1);
        try (Load load = new Load(haproxy.port(), AT_ONCE)) {
            Rollout rollout = underLoad(haproxy, load, first);
            rollout.scaleTo(5);
            rollout.scaleTo(2);
            rollout.rollAll();
            LOG.info("{} requests were answered", load.answered());
            assertThat(load.failures()).isEmpty();
        }
    }

    @Test
    void fiftyInstancesInOneLargeAnswer() throws Exception {
        directory.replace(Directories.website(50), 1);
        Haproxy haproxy = haproxy(resolvers(8192), srvTemplate(60));
        await().atMost(Duration.ofSeconds(30)).until(() -> haproxy.ready().size() == 50);
    }
}
