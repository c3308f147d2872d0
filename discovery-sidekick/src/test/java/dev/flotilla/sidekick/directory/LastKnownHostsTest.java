package dev.flotilla.sidekick.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flotilla.sidekick.directory.Directories.HandClock;
import dev.flotilla.sidekick.testing.NameServers;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LastKnownHostsTest {
    private final HandClock clock = new HandClock();
    private final NameServers names = new NameServers();
    private final HostLookup hosts = new LastKnownHosts(names, clock);

    @Test
    void whatIsAskedForIsKnownAsLongAsNobodyAnswers() throws Exception {
        hosts.lookup("one.example");
        names.goAway();
        for (int i = 0; i < 100; i++) {
            clock.pass(Duration.ofMinutes(1));
            assertThat(hosts.lookup("one.example").getHostAddress()).isEqualTo("10.9.9.9");
        }
    }

    @Test
    void aHostThatWasNeverAnsweredIsNotKnown() {
        names.goAway();
        assertThatThrownBy(() -> hosts.lookup("one.example")).isInstanceOf(UnknownHostException.class);
    }

    @Test
    void whatNobodyAsksForIsForgotten() throws Exception {
        hosts.lookup("gone.example");
        for (int i = 0; i < 10; i++) {
            clock.pass(Duration.ofMinutes(1));
            hosts.lookup("kept.example");
        }
        names.goAway();
        assertThatThrownBy(() -> hosts.lookup("gone.example")).isInstanceOf(UnknownHostException.class);
        assertThat(hosts.lookup("kept.example").getHostAddress()).isEqualTo("10.9.9.9");
    }
}
