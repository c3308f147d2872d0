package dev.flotilla.agent.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContactFileTest {
    private static final Duration TTL = Duration.ofSeconds(6);

    @TempDir
    Path directory;

    private Optional<Duration> sinceBoot = Optional.of(Duration.ofHours(3));

    @Test
    void hasBecomeOlderWhenTheNextAgentReadsIt() throws IOException {
        assertThat(file("boot-1").load()).isEmpty();
        file("boot-1").save(new Contact(Duration.ofSeconds(1), TTL));
        pass(Duration.ofMillis(2500));

        assertThat(file("boot-1").load()).contains(new Contact(Duration.ofMillis(3500), TTL));
    }

    @Test
    void theLastOneCounts() throws IOException {
        file("boot-1").save(new Contact(Duration.ofSeconds(1), Duration.ofDays(1000)));
        file("boot-1").save(new Contact(Duration.ZERO, TTL));

        assertThat(file("boot-1").load()).contains(new Contact(Duration.ZERO, TTL));
    }

    @Test
    void meansNothingAfterAnotherBoot() throws IOException {
        file("boot-1").save(new Contact(Duration.ZERO, TTL));

        assertThat(file("boot-2").load()).isEmpty();
    }

    /** A container that is made anew may have a clock of its own. */
    @Test
    void meansNothingByAClockThatHasGoneBack() throws IOException {
        file("boot-1").save(new Contact(Duration.ZERO, TTL));
        sinceBoot = Optional.of(Duration.ofSeconds(3));

        assertThat(file("boot-1").load()).isEmpty();
    }

    @Test
    void whatMakesNoSenseIsPassedOver() throws IOException {
        Path path = directory.resolve("contact");
        for (String nonsense : new String[] {"", "boot boot-1 heard soon ttl 6000\n", "boot boot-1 heard 1 ttl 60"}) {
            Files.writeString(path, nonsense);
            assertThat(file("boot-1").load()).as(nonsense).isEmpty();
        }
    }

    @Test
    void nothingIsKeptWithoutAClock() throws IOException {
        file("boot-1").save(new Contact(Duration.ZERO, TTL));
        sinceBoot = Optional.empty();

        assertThat(file("boot-1").load()).isEmpty();
    }

    private ContactFile file(String bootId) {
        return new ContactFile(directory, bootId, () -> sinceBoot);
    }

    private void pass(Duration length) {
        sinceBoot = sinceBoot.map(length::plus);
    }
}
