package dev.flotilla.sidekick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.client.agent.LocalUnit;
import dev.flotilla.client.agent.MachineNews;
import dev.flotilla.model.discovery.InstanceKey;
import dev.flotilla.model.discovery.InstanceStatus;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.state.UnitState;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.sidekick.announce.Announcement;
import dev.flotilla.sidekick.announce.AnnouncementSource;
import dev.flotilla.sidekick.docker.Container;
import dev.flotilla.sidekick.docker.ContainerEngine;
import dev.flotilla.sidekick.docker.ContainerSource;
import dev.flotilla.sidekick.testing.FakeRegistry;
import dev.flotilla.sidekick.testing.VirtualLoop;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A sidekick between an agent and a registry, on a virtual clock. */
class SidekickTest {
    private static final MachineId MACHINE = new MachineId("m1");
    private static final String DECLARED = "Service=website\nPort=80\n";

    private final VirtualLoop loop = new VirtualLoop();
    private final FakeRegistry registry = new FakeRegistry();
    private final Engine engine = new Engine();
    private final List<UnitName> withdrawn = new ArrayList<>();
    private Optional<String> failure = Optional.empty();
    private Optional<Sidekick.AgentListener> agent = Optional.empty();
    private Sidekick sidekick = begin();

    private static final class Engine implements ContainerEngine {
        private final Map<String, Container> containers = new HashMap<>();
        private final Set<String> unreadable = new HashSet<>();
        private boolean answers = true;
        private int faults;
        private Optional<Consumer<Event>> hearer = Optional.empty();

        private void happened(Event event) {
            hearer.orElseThrow().accept(event);
        }

        @Override
        public Optional<Container> inspect(String name) throws IOException {
            if (!answers) {
                throw new IOException("no answer");
            }
            if (unreadable.contains(name)) {
                throw new IOException("the words about " + name + " make no sense");
            }
            return Optional.ofNullable(containers.get(name));
        }

        @Override
        public List<String> running() {
            return List.copyOf(containers.keySet());
        }

        @Override
        public void follow(Runnable connected, Consumer<Event> consumer) {
            if (faults > 0) {
                faults--;
                throw new IllegalStateException("nobody thought of this");
            }
            hearer = Optional.of(consumer);
            connected.run();
        }
    }

    private Sidekick begin() {
        Sidekick begun = new Sidekick(new Sidekick.Parts(
                loop,
                listener -> {
                    agent = Optional.of(listener);
                    return new Sidekick.AgentLine() {
                        @Override
                        public void withdrawn(UnitName unit) {
                            withdrawn.add(unit);
                        }

                        @Override
                        public void close() {
                            agent = Optional.empty();
                        }
                    };
                },
                registry,
                (kind, target, timeout) -> failure,
                engine,
                ContainerSource.Which.MARKED,
                "host7",
                "test",
                new Random(7)));
        begun.start();
        loop.run();
        return begun;
    }

    /** The process is killed and started again; nobody says good-bye. */
    private void killAndStart() {
        sidekick.close();
        loop.run();
        sidekick = begin();
    }

    private LocalUnit unit(String name, String active, boolean leaving, String declared) {
        return unit(name, active, 0, leaving, declared);
    }

    /** @param since in seconds */
    private LocalUnit unit(String name, String active, long since, boolean leaving, String declared) {
        return new LocalUnit(
                new UnitState(
                        UnitName.parse(name),
                        MACHINE,
                        UnitFile.parse("x", "[Service]\nExecStart=/bin/true\n").hash(),
                        DesiredState.LAUNCHED,
                        "loaded",
                        active,
                        active.equals("active") ? "running" : "dead",
                        Instant.ofEpochSecond(since),
                        ""),
                Optional.of(UnitFile.parse(
                        name,
                        "[Service]\nExecStart=/usr/bin/docker run --rm -P --name front nginx\n[X-Discovery]\n"
                                + declared)),
                leaving);
    }

    private void news(boolean complete, LocalUnit... units) {
        news(complete, "10.0.0.7", units);
    }

    private void news(boolean complete, String primaryIp, LocalUnit... units) {
        agent.orElseThrow().news(new MachineNews(complete, MACHINE, primaryIp, "boot1", List.of(units), List.of()));
        loop.run();
    }

    /** The agent is started anew with another address of the machine; it adopts what runs. */
    private void agentIsBack(String primaryIp, LocalUnit... units) {
        agentGoesAndComes();
        registry.history.clear();
        news(true, primaryIp, units);
    }

    private void agentGoesAndComes() {
        agent.orElseThrow().closed(new FlotillaError.Unavailable("gone"));
        loop.advance(Duration.ofSeconds(5));
    }

    private String host(String service, String name) {
        return registry.instance(service, name).orElseThrow().host();
    }

    private Optional<InstanceStatus> status() {
        return registry.instance("website", "apache@1").map(instance -> instance.status());
    }

    @Test
    void anActiveUnitIsPublishedAtOnceAndWithdrawnWhenItIsNot() {
        news(true, unit("apache@1.service", "active", false, DECLARED));

        assertThat(registry.instance("website", "apache@1").orElseThrow()).satisfies(instance -> {
            assertThat(instance.host()).isEqualTo("10.0.0.7");
            assertThat(instance.port()).isEqualTo(80);
            assertThat(instance.unit()).contains(UnitName.parse("apache@1.service"));
            assertThat(instance.isPassing()).isTrue();
        });

        news(false, unit("apache@1.service", "deactivating", false, DECLARED));
        assertThat(registry.published).isEmpty();
    }

    @Test
    void aCheckWithdrawsAfterSoManyFailuresAndBringsBack() {
        String checked = DECLARED + "Check=tcp\nCheckInterval=1s\nCheckFailures=3\nCheckPasses=2\n";
        failure = Optional.of("refused");
        news(true, unit("apache@1.service", "active", false, checked));
        loop.advance(Duration.ofSeconds(2));
        assertThat(status()).as("never passed").contains(InstanceStatus.FAILING);

        failure = Optional.empty();
        loop.advance(Duration.ofMillis(1000));
        assertThat(status()).as("the first pass counts at once").contains(InstanceStatus.PASSING);

        failure = Optional.of("refused");
        loop.advance(Duration.ofMillis(2100));
        assertThat(status()).as("two are not three").contains(InstanceStatus.PASSING);
        loop.advance(Duration.ofSeconds(1));
        assertThat(status()).contains(InstanceStatus.FAILING);

        failure = Optional.empty();
        loop.advance(Duration.ofSeconds(1));
        assertThat(status()).as("one is not two").contains(InstanceStatus.FAILING);
        loop.advance(Duration.ofSeconds(1));
        assertThat(status()).contains(InstanceStatus.PASSING);
    }

    @Test
    void aUnitThatIsToBeStoppedIsWithdrawnBeforeTheAgentHearsOfIt() {
        news(true, unit("apache@1.service", "active", false, DECLARED));
        registry.holdAcknowledgements();

        news(false, unit("apache@1.service", "active", true, DECLARED));
        assertThat(status()).contains(InstanceStatus.DRAINING);
        assertThat(withdrawn).as("the store does not have it yet").isEmpty();

        registry.acknowledge();
        loop.run();
        assertThat(withdrawn).containsExactly(UnitName.parse("apache@1.service"));
    }

    @Test
    void aStopThatOvertakesIsSaidToBeWithdrawnOnlyWhenTheStoreHasIt() {
        news(true, unit("apache@1.service", "active", false, DECLARED));
        registry.holdAcknowledgements();

        news(false, unit("apache@1.service", "deactivating", true, DECLARED));
        assertThat(registry.published).isEmpty();
        assertThat(withdrawn).as("the store does not have it yet").isEmpty();

        registry.acknowledge();
        loop.run();
        assertThat(withdrawn).containsExactly(UnitName.parse("apache@1.service"));
    }

    @Test
    void aStopThatOvertakesAndIsCalledOffIsNotSaidToBeWithdrawn() {
        news(true, unit("apache@1.service", "active", false, DECLARED));
        registry.holdAcknowledgements();
        news(false, unit("apache@1.service", "deactivating", true, DECLARED));
        news(false, unit("apache@1.service", "active", 1, false, DECLARED));
        registry.acknowledge();
        loop.run();

        assertThat(withdrawn).isEmpty();
        assertThat(status()).contains(InstanceStatus.PASSING);
    }

    @Test
    void aUnitThatReloadsStaysPublishedAsItIs() {
        String checked = DECLARED + "Check=tcp\nCheckInterval=1s\n";
        news(true, unit("apache@1.service", "active", false, checked));
        loop.advance(Duration.ofSeconds(20));
        registry.history.clear();

        news(false, unit("apache@1.service", "reloading", 20, false, checked));
        loop.advance(Duration.ofSeconds(3));
        news(false, unit("apache@1.service", "active", 23, false, checked));
        loop.advance(Duration.ofSeconds(3));
        news(false, unit("apache@1.service", "active", 23, false, checked));
        assertThat(registry.history).isEmpty();

        news(false, unit("apache@1.service", "active", 26, false, checked));
        assertThat(registry.history).as("it was restarted").isNotEmpty();
    }

    @Test
    void aUnitThatReloadsWhenTheSidekickComesIsPublished() {
        news(true, unit("apache@1.service", "reloading", false, DECLARED));
        assertThat(status()).contains(InstanceStatus.PASSING);

        news(false, unit("apache@1.service", "deactivating", false, DECLARED));
        assertThat(registry.published).isEmpty();
    }

    @Test
    void aStopThatIsCalledOffBringsItBack() {
        news(true, unit("apache@1.service", "active", false, DECLARED));
        news(false, unit("apache@1.service", "active", true, DECLARED));
        news(false, unit("apache@1.service", "active", false, DECLARED));

        assertThat(status()).contains(InstanceStatus.PASSING);
    }

    /** What a new line says is all there is: that the stop is called off too. */
    @Test
    void aStopThatIsCalledOffWhileTheAgentWasAwayBringsItBack() {
        news(true, unit("apache@1.service", "active", false, DECLARED));
        news(false, unit("apache@1.service", "active", true, DECLARED));
        agent.orElseThrow().closed(new FlotillaError.Unavailable("gone"));
        loop.advance(Duration.ofSeconds(5));
        assertThat(status()).contains(InstanceStatus.DRAINING);
        news(true, unit("apache@1.service", "active", false, DECLARED));

        assertThat(status()).contains(InstanceStatus.PASSING);
    }

    @Test
    void aUnitThatIsToBeStoppedStaysWithdrawnWhenItsFileChanges() {
        news(true, unit("apache@1.service", "active", false, DECLARED));
        news(false, unit("apache@1.service", "active", true, DECLARED));
        news(false, unit("apache@1.service", "active", true, DECLARED + "Tags=blue\n"));

        assertThat(status()).contains(InstanceStatus.DRAINING);
    }

    @Test
    void aRestartWithinTheTtlIsNotNoticed() {
        String checked = DECLARED + "Check=tcp\nCheckInterval=1s\n";
        news(true, unit("apache@1.service", "active", false, checked));
        loop.advance(Duration.ofSeconds(20));
        registry.history.clear();

        killAndStart();
        // The first check of the new run fails once: an instance that passed is not withdrawn for that.
        failure = Optional.of("refused");
        news(true, unit("apache@1.service", "active", false, checked));
        failure = Optional.empty();
        loop.advance(Duration.ofSeconds(30));

        assertThat(registry.history).isEmpty();
    }

    @Test
    void whatEndedWhileTheSidekickWasAwayIsWithdrawnOnceEverythingIsKnown() {
        news(
                true,
                unit("apache@1.service", "active", false, DECLARED),
                unit("apache@2.service", "active", false, DECLARED));

        killAndStart();
        news(true, unit("apache@2.service", "active", false, DECLARED));
        assertThat(registry.published).as("processes may come back").hasSize(2);
        loop.advance(Duration.ofSeconds(10));

        assertThat(registry.published.keySet()).containsExactly(new InstanceKey("website", "apache@2"));
    }

    @Test
    void theRegistryGoesAwayAndIsToldEverythingWhenItIsBack() {
        news(true, unit("apache@1.service", "active", false, DECLARED));
        loop.advance(Duration.ofSeconds(10));
        registry.goAway();
        loop.advance(Duration.ofSeconds(5));
        news(false, unit("apache@1.service", "inactive", false, DECLARED));
        news(false, unit("apache@2.service", "active", false, DECLARED));
        registry.back();
        loop.advance(Duration.ofSeconds(5));

        assertThat(registry.published.keySet()).containsExactly(new InstanceKey("website", "apache@2"));
    }

    @Test
    void itLivesThreeTimesInTheShortestTtl() {
        news(true, unit("apache@1.service", "active", false, DECLARED + "TTL=6\n"));
        int before = registry.heartbeats();

        loop.advance(Duration.ofSeconds(60));

        assertThat(registry.heartbeats() - before).isBetween(29, 31);
    }

    @Test
    void theAgentGoesAwayAndWhatRunsStaysPublished() {
        news(true, unit("apache@1.service", "active", false, DECLARED));
        agent.orElseThrow().closed(new FlotillaError.Unavailable("gone"));
        loop.advance(Duration.ofSeconds(60));

        assertThat(registry.published).hasSize(1);
        news(true);
        assertThat(registry.published).isEmpty();
    }

    @Test
    void aPortThatDockerChoosesIsPublishedWhenItIsKnown() {
        news(true, unit("apache@1.service", "active", false, "Service=website\nPort=container:80\n"));
        assertThat(registry.published).isEmpty();

        engine.containers.put("front", container(Map.of(), 49_153));
        loop.advance(Duration.ofSeconds(3));

        assertThat(registry.instance("website", "apache@1").orElseThrow().port())
                .isEqualTo(49_153);
    }

    @Test
    void aContainerThatComesBackOnAnotherPortIsPublishedThere() {
        String declared = "Service=website\nPort=container:80\nCheck=tcp\nCheckInterval=1s\n";
        engine.containers.put("front", container(Map.of(), 49_153));
        news(true, unit("apache@1.service", "active", false, declared));
        loop.advance(Duration.ofSeconds(3));
        assertThat(status()).contains(InstanceStatus.PASSING);

        engine.containers.clear();
        engine.happened(new ContainerEngine.Event("abc", false));
        loop.run();
        assertThat(registry.published).as("somebody else may get its port").isEmpty();

        engine.containers.put("front", container(Map.of(), 49_160));
        failure = Optional.of("refused");
        engine.happened(new ContainerEngine.Event("abc", true));
        loop.run();
        assertThat(registry.instance("website", "apache@1").orElseThrow().port())
                .isEqualTo(49_160);
        assertThat(status()).as("nothing was heard of the new one yet").contains(InstanceStatus.FAILING);

        failure = Optional.empty();
        loop.advance(Duration.ofSeconds(1));
        assertThat(status()).contains(InstanceStatus.PASSING);
    }

    @Test
    void aContainerWhoseEndWasNotHeardIsPublishedWhereItIsNow() {
        engine.containers.put("front", container(Map.of(), 49_153));
        news(true, unit("apache@1.service", "active", false, "Service=website\nPort=container:80\n"));

        engine.containers.put("front", container(Map.of(), 49_160));
        engine.happened(new ContainerEngine.Event("abc", true));
        loop.run();

        assertThat(registry.instance("website", "apache@1").orElseThrow().port())
                .isEqualTo(49_160);
    }

    @Test
    void anEngineThatDoesNotAnswerWithdrawsNothing() {
        engine.containers.put("front", container(Map.of(), 49_153));
        news(true, unit("apache@1.service", "active", false, "Service=website\nPort=container:80\n"));

        engine.containers.put("front", container(Map.of(), 49_160));
        engine.answers = false;
        engine.happened(new ContainerEngine.Event("abc", false));
        loop.advance(Duration.ofSeconds(30));
        assertThat(registry.instance("website", "apache@1").orElseThrow().port())
                .isEqualTo(49_153);

        engine.answers = true;
        loop.advance(Duration.ofSeconds(2));
        assertThat(registry.instance("website", "apache@1").orElseThrow().port())
                .isEqualTo(49_160);
    }

    @Test
    void anotherContainersEventsAreNoMatterOfTheUnit() {
        engine.containers.put("front", container(Map.of(), 49_153));
        news(true, unit("apache@1.service", "active", false, "Service=website\nPort=container:80\nCheck=tcp\n"));
        loop.advance(Duration.ofSeconds(3));
        registry.history.clear();

        engine.happened(new ContainerEngine.Event("def", true));
        engine.happened(new ContainerEngine.Event("def", false));
        loop.advance(Duration.ofSeconds(3));

        assertThat(registry.history).isEmpty();
    }

    @Test
    void containersThatLiveOnWhileTheEngineIsAwayStayPublished() {
        engine.containers.put("abc", container(Map.of("SERVICE_NAME", "cache"), 49_154));
        news(true);
        loop.advance(Duration.ofSeconds(1));
        assertThat(registry.published).hasSize(1);
        registry.history.clear();

        loop.advance(Duration.ofSeconds(20));
        assertThat(registry.history).as("the events broke off several times").isEmpty();

        engine.containers.put("abc", container(Map.of("SERVICE_NAME", "proxy"), 49_154));
        loop.advance(Duration.ofSeconds(5));
        assertThat(registry.history).containsExactly("+ proxy/host7:front:80 passing", "- cache/host7:front:80");
    }

    @Test
    void containersThatSaySoArePublishedByRegistratorsRules() {
        engine.containers.put("abc", container(Map.of("SERVICE_NAME", "cache"), 49_154));
        news(true);
        loop.advance(Duration.ofSeconds(1));

        assertThat(registry.instance("cache", "host7:front:80").orElseThrow().port())
                .isEqualTo(49_154);
    }

    @Test
    void aContainerThatCannotBeReadHidesNoOtherAndStaysAsItWas() {
        engine.containers.put("abc", container(Map.of("SERVICE_NAME", "cache"), 49_154));
        news(true);
        loop.advance(Duration.ofSeconds(1));
        registry.history.clear();

        engine.unreadable.add("abc");
        engine.containers.put("def", container("def", Map.of("SERVICE_NAME", "proxy"), 49_155));
        loop.advance(Duration.ofSeconds(5));

        assertThat(registry.history).containsExactly("+ proxy/host7:front:80 passing");
    }

    @Test
    void containersAreFollowedAgainWhateverWentWrong() {
        engine.faults = 3;
        engine.containers.put("abc", container(Map.of("SERVICE_NAME", "cache"), 49_154));
        news(true);
        loop.advance(Duration.ofSeconds(20));

        assertThat(registry.instance("cache", "host7:front:80")).isPresent();
    }

    private static Container container(Map<String, String> environment, int port) {
        return container("abc", environment, port);
    }

    private static Container container(String id, Map<String, String> environment, int port) {
        TreeMap<Container.Port, List<Container.Binding>> ports = new TreeMap<>();
        ports.put(new Container.Port(80, "tcp"), List.of(new Container.Binding(Optional.empty(), port)));
        return new Container(
                id,
                "front",
                "nginx",
                true,
                Optional.empty(),
                false,
                ports,
                environment,
                Map.of(),
                Optional.of(Instant.EPOCH));
    }

    @Test
    void aMachinesNewAddressIsThatOfItsUnits() {
        LocalUnit fixed = unit("apache@1.service", "active", false, DECLARED);
        LocalUnit inside = unit("apache@2.service", "active", false, "Service=website\nPort=container:80\n");
        LocalUnit elsewhere = unit("apache@3.service", "active", false, DECLARED + "Host=www.example\n");
        engine.containers.put("front", container(Map.of(), 49_153));
        news(true, fixed, inside, elsewhere);
        agentIsBack("10.0.0.8", fixed, inside, elsewhere);

        assertThat(host("website", "apache@1")).isEqualTo("10.0.0.8");
        assertThat(host("website", "apache@2")).isEqualTo("10.0.0.8");
        assertThat(registry.history)
                .as("nothing is withdrawn for a moment, and what is elsewhere stays as it is")
                .containsExactly("+ website/apache@1 passing", "+ website/apache@2 passing");
    }

    @Test
    void whatWasHeardAtAMachinesOldAddressSaysNothingOfTheNew() {
        LocalUnit checked = unit("apache@1.service", "active", false, DECLARED + "Check=tcp\nCheckInterval=1s\n");
        news(true, checked);
        loop.advance(Duration.ofSeconds(3));
        assertThat(status()).contains(InstanceStatus.PASSING);

        agentGoesAndComes();
        failure = Optional.of("refused");
        news(true, "10.0.0.8", checked);
        assertThat(status()).contains(InstanceStatus.FAILING);

        failure = Optional.empty();
        loop.advance(Duration.ofSeconds(1));
        assertThat(status()).contains(InstanceStatus.PASSING);
    }

    @Test
    void aMachinesNewAddressIsThatOfItsContainersAndAnnouncements() {
        engine.containers.put("abc", container(Map.of("SERVICE_NAME", "cache"), 49_154));
        news(true);
        sidekick.announce(announcement("here", Optional.empty()), held -> {}, end -> {});
        sidekick.announce(announcement("elsewhere", Optional.of("10.1.1.1")), held -> {}, end -> {});
        loop.run();
        var before = registry.instance("website", "here").orElseThrow().since();
        agentIsBack("10.0.0.8");

        assertThat(host("cache", "host7:front:80")).isEqualTo("10.0.0.8");
        assertThat(host("website", "here")).isEqualTo("10.0.0.8");
        assertThat(registry.instance("website", "here").orElseThrow().since())
                .as("it has run since then")
                .isEqualTo(before);
        assertThat(registry.history).containsExactly("+ cache/host7:front:80 passing", "+ website/here passing");
    }

    /** The first words may wait for the registry longer than they are true. */
    @Test
    void theLastAddressIsTheMachinesWhenTheRegistryComesLate() {
        registry.goAway();
        engine.containers.put("abc", container(Map.of("SERVICE_NAME", "cache"), 49_154));
        news(true);
        agentIsBack("10.0.0.8");
        registry.back();
        loop.advance(Duration.ofSeconds(5));

        assertThat(host("cache", "host7:front:80")).isEqualTo("10.0.0.8");
    }

    private static final String OBJECTION = "host 127.0.0.1 is a loopback address, of no use to others: set Host=";

    @Test
    void whatTheRegistryRefusesIsSeenInHealthAndInTheFigures() {
        registry.object("127.0.0.1", OBJECTION);
        news(true, unit("apache@1.service", "active", false, DECLARED + "Host=127.0.0.1\nService=metrics\nPort=81\n"));

        assertThat(registry.published.keySet())
                .as("what is beside it is published")
                .containsExactly(new InstanceKey("metrics", "apache@1"));
        // Health tells these words, and the figure is their number.
        assertThat(sidekick.view().refused())
                .containsExactly(Map.entry(new InstanceKey("website", "apache@1"), OBJECTION));

        news(false, unit("apache@1.service", "inactive", false, DECLARED));
        assertThat(sidekick.view().refused()).isEmpty();
    }

    @Test
    void anAnnouncementThatTheRegistryRefusesEndsWithItsReason() {
        registry.object("127.0.0.1", OBJECTION);
        news(true);
        List<AnnouncementSource.Held> held = new ArrayList<>();
        List<String> ends = new ArrayList<>();
        sidekick.announce(announcement("bad", Optional.of("127.0.0.1")), held::add, ends::add);
        sidekick.announce(announcement("good", Optional.empty()), held::add, ends::add);
        loop.run();

        assertThat(ends).containsExactly("refused: " + OBJECTION);
        assertThat(registry.published.keySet()).containsExactly(new InstanceKey("website", "good"));
        assertThat(sidekick.view().refused()).as("it is offered no more").isEmpty();
    }

    private static Announcement announcement(String name, Optional<String> host) {
        return new Announcement(
                new InstanceKey("website", name),
                80,
                host,
                Optional.of("v1"),
                List.of(),
                new TreeMap<>(),
                Duration.ofSeconds(10));
    }

    @Test
    void anAnnouncementLastsAsLongAsItsProcessIsHeard() {
        news(true);
        List<AnnouncementSource.Held> held = new ArrayList<>();
        List<String> ends = new ArrayList<>();
        sidekick.announce(announcement("by-hand", Optional.empty()), held::add, ends::add);
        loop.run();
        assertThat(registry.instance("website", "by-hand").orElseThrow().host()).isEqualTo("10.0.0.7");

        for (int i = 0; i < 5; i++) {
            loop.advance(Duration.ofSeconds(5));
            held.getFirst().heard();
        }
        assertThat(registry.published).hasSize(1);

        loop.advance(Duration.ofSeconds(11));
        assertThat(registry.published).as("it hangs").isEmpty();
        assertThat(ends).singleElement().asString().contains("10 s");
    }
}
