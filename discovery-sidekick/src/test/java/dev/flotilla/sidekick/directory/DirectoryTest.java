package dev.flotilla.sidekick.directory;

import static dev.flotilla.sidekick.directory.Directories.instance;
import static dev.flotilla.sidekick.directory.Directories.website;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceKey;
import dev.flotilla.sidekick.directory.Directories.HandClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DirectoryTest {
    private final HandClock clock = new HandClock();

    @Test
    void nothingIsKnownBeforeTheRegistryWasHeard() {
        Directory directory = Directories.directory();
        List<Snapshot> heard = new ArrayList<>();
        directory.listen(heard::add);
        directory.disconnected();
        assertThat(directory.snapshot()).isEmpty();
        assertThat(heard).isEmpty();
    }

    @Test
    void changesAreHeardInOrderAndOnlyTheirServiceIsNewer() {
        Directory directory = Directories.directory();
        List<Snapshot> heard = new ArrayList<>();
        directory.replace(List.of(instance("website", "a", "10.0.0.1", 80), instance("db", "x", "10.0.0.2", 5432)), 7);
        directory.listen(heard::add);
        directory.apply(List.of(instance("website", "b", "10.0.0.3", 80)), List.of(), 9);
        directory.apply(List.of(), List.of(new InstanceKey("website", "a")), 12);

        assertThat(heard).extracting(Snapshot::revision).containsExactly(7L, 9L, 12L);
        assertThat(heard.getLast().passing("website"))
                .extracting(Instance::name)
                .containsExactly("b");
        assertThat(heard.getLast().service("website").orElseThrow().changedAt()).isEqualTo(12);
        assertThat(heard.getLast().service("db").orElseThrow().changedAt()).isEqualTo(7);
    }

    @Test
    void aServiceWithoutInstancesIsGone() {
        Directory directory = Directories.directory(instance("website", "a", "10.0.0.1", 80));
        directory.apply(List.of(), List.of(new InstanceKey("website", "a")), 2);
        assertThat(directory.snapshot().orElseThrow().services()).isEmpty();
    }

    @Test
    void theLastKnownOutlivesTheRegistryAndIsMarked() {
        Directory directory = Directories.directory(clock);
        directory.replace(website(3), 5);
        directory.disconnected();
        clock.pass(Duration.ofMinutes(3));
        directory.disconnected();

        Snapshot old = directory.snapshot().orElseThrow();
        assertThat(old.passing("website")).hasSize(3);
        assertThat(old.freshness().age(clock.instant())).isEqualTo(Duration.ofMinutes(3));

        directory.connected();
        assertThat(directory.snapshot().orElseThrow().freshness()).isEqualTo(Freshness.CURRENT);
    }

    @Test
    void aRegistryThatLostItsStoreCutsNobodyOff() {
        List<Runnable> later = new ArrayList<>();
        Directory directory = new Directory(clock, Duration.ofSeconds(15), (delay, task) -> later.add(task));
        directory.replace(website(3), 5);
        directory.disconnected();
        directory.replace(List.of(), 1);
        assertThat(directory.snapshot().orElseThrow().passing("website")).hasSize(3);

        // One comes back with another port, one is withdrawn, of one nobody speaks again.
        directory.apply(List.of(instance("website", "apache@1", "127.0.0.1", 9090)), List.of(), 2);
        directory.apply(List.of(), List.of(new InstanceKey("website", "apache@2")), 3);
        assertThat(directory.snapshot().orElseThrow().passing("website"))
                .extracting(Instance::name, Instance::port)
                .containsExactly(tuple("apache@1", 9090), tuple("apache@3", 8080));
        later.forEach(Runnable::run);
        assertThat(directory.snapshot().orElseThrow().passing("website")).hasSize(1);
    }
}
