package dev.flotilla.sidekick.haproxy;

import static dev.flotilla.sidekick.directory.Directories.instance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flotilla.sidekick.directory.Directories;
import dev.flotilla.sidekick.directory.Directory;
import dev.flotilla.sidekick.directory.HostLookup;
import dev.flotilla.sidekick.testing.FakeHaproxy;
import dev.flotilla.sidekick.testing.NameServers;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class HaproxyFollowerTest {
    private static final String NAMED = "10.9.9.9 80 ready";

    private final NameServers names = new NameServers();
    private final Directory directory = Directories.directory(instance("website", "one", "one.example", 80));

    private HaproxyFollower follow(FakeHaproxy haproxy) {
        return follow(haproxy.address(), names);
    }

    private HaproxyFollower follow(String address, HostLookup hosts) {
        RuntimeSocket socket = RuntimeSocket.parse(address);
        return new HaproxyFollower(
                socket,
                new HaproxySettings(
                        List.of(socket), Map.of("website", "website"), Duration.ofSeconds(1), Duration.ofSeconds(5)),
                directory,
                hosts);
    }

    @Test
    void nameServersThatDoNotAnswerTakeNoServerAway() throws Exception {
        try (FakeHaproxy haproxy = new FakeHaproxy(4);
                HaproxyFollower _ = follow(haproxy)) {
            await().until(() -> haproxy.inUse().equals(List.of(NAMED)));
            names.goAway();
            directory.apply(List.of(instance("website", "two", "10.0.0.2", 80)), List.of(), 2);
            await().until(() -> haproxy.inUse().contains("10.0.0.2 80 ready"));
            // When this one is there, all of the change before has been said.
            directory.apply(List.of(instance("website", "three", "10.0.0.3", 80)), List.of(), 3);
            await().until(() -> haproxy.inUse().contains("10.0.0.3 80 ready"));

            assertThat(names.unanswered()).isPositive();
            assertThat(haproxy.inUse()).containsExactlyInAnyOrder(NAMED, "10.0.0.2 80 ready", "10.0.0.3 80 ready");
        }
    }

    @Test
    void anHaproxyIsFoundByItsNameAlsoWhenThatIsKnownOnlyLaterOrMoves() throws Exception {
        AtomicReference<Optional<InetAddress>> known = new AtomicReference<>(Optional.empty());
        CountDownLatch askedInVain = new CountDownLatch(1);
        HostLookup hosts = host -> {
            if (!host.equals("haproxy.example")) {
                return names.lookup(host);
            }
            return known.get().orElseThrow(() -> {
                askedInVain.countDown();
                return new UnknownHostException(host);
            });
        };
        try (FakeHaproxy first = new FakeHaproxy(4, "127.0.0.1", 0);
                FakeHaproxy second = new FakeHaproxy(4, "127.0.0.2", first.port());
                HaproxyFollower _ = follow("haproxy.example:" + first.port(), hosts)) {
            assertThat(askedInVain.await(10, TimeUnit.SECONDS)).isTrue();
            known.set(Optional.of(InetAddress.getByName("127.0.0.1")));
            await().until(() -> first.inUse().equals(List.of(NAMED)));

            known.set(Optional.of(InetAddress.getByName("127.0.0.2")));
            await().until(() -> second.inUse().equals(List.of(NAMED)));
        }
    }
}
