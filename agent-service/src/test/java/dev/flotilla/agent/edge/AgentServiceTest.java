package dev.flotilla.agent.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.flotilla.client.Endpoint;
import dev.flotilla.client.FlotillaClient;
import dev.flotilla.client.agent.Agent;
import dev.flotilla.client.agent.AgentStatus;
import dev.flotilla.client.agent.LogEntry;
import dev.flotilla.client.agent.LogReader;
import dev.flotilla.client.agent.LogRequest;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.proto.v1.DesiredState;
import dev.flotilla.proto.v1.Hello;
import dev.flotilla.proto.v1.UnitState;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The agent as it is shipped, with processes, against a fake registry over gRPC. */
@QuarkusTest
@QuarkusTestResource(RegistryResource.class)
class AgentServiceTest {
    private static final String SLEEPER = """
            [Unit]
            Description=Sleeps
            [Service]
            ExecStart=/bin/sh -c 'echo good morning; exec sleep 1000'
            """;

    FakeRegistry registry;

    @BeforeEach
    void connected() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(20));
        await().untilAsserted(() -> RestAssured.get("/q/health/ready").then().statusCode(200));
    }

    @AfterEach
    void nothingIsLeft() {
        for (String name : List.copyOf(registry.states.keySet())) {
            registry.withdraw(name);
        }
        await().until(registry.states::isEmpty);
    }

    @Test
    void introducesTheMachineAsConfigured() {
        Hello hello = registry.hellos.getFirst();

        assertThat(hello.getMachineId()).isEqualTo("0123456789abcdef0123456789abcdef");
        assertThat(hello.getBootId()).isEqualTo("boot-1");
        assertThat(hello.getMetadataMap()).containsEntry("disk", "ssd").containsEntry("region", "eu");
        assertThat(hello.getCapacity().getCpus()).isPositive();
        assertThat(hello.getCapacity().getMemoryBytes()).isPositive();
    }

    @Test
    void runsWhatItIsAssignedAndStopsWhatItIsNot() {
        registry.assign("sleeper.service", SLEEPER, DesiredState.DESIRED_STATE_LAUNCHED);

        await().until(() -> state("sleeper.service").map(UnitState::getActive).equals(Optional.of("active")));
        assertThat(state("sleeper.service").map(UnitState::getSub)).contains("running");

        registry.withdraw("sleeper.service");
        await().until(() -> state("sleeper.service").isEmpty());
    }

    @Test
    void statusIsWhatSystemctlPrints() {
        registry.assign("sleeper.service", SLEEPER, DesiredState.DESIRED_STATE_LAUNCHED);
        await().until(() -> state("sleeper.service").map(UnitState::getActive).equals(Optional.of("active")));

        try (FlotillaClient client = client()) {
            AgentStatus status = agent(client).status(UnitName.parse("sleeper.service"), 5);

            assertThat(status.text())
                    .contains("sleeper.service - Sleeps", "Loaded: loaded", "Active: active (running)");
            assertThat(status.exitStatus()).isZero();
            assertThat(status.state()).isPresent();
            assertThat(agent(client).status(UnitName.parse("nosuch.service"), 5).exitStatus())
                    .isEqualTo(4);
        }
    }

    @Test
    void logsAreReadAndFollowed() {
        registry.assign(
                "talker.service",
                "[Service]\nExecStart=/bin/sh -c 'i=0; while :; do i=$((i+1)); echo line $i; sleep 0.05; done'\n",
                DesiredState.DESIRED_STATE_LAUNCHED);
        await().until(() -> state("talker.service").map(UnitState::getActive).equals(Optional.of("active")));

        Heard heard = new Heard();
        try (FlotillaClient client = client();
                Agent.OpenLog log = agent(client)
                        .logs(
                                LogRequest.last(UnitName.parse("talker.service"), 3)
                                        .following(),
                                heard)) {
            await().until(() -> heard.lines.stream()
                            .filter(line -> line.text().startsWith("line "))
                            .count()
                    >= 5);
            log.close();
        }
        assertThat(heard.lines.stream().map(LogEntry::text).filter(text -> text.startsWith("line ")))
                .doesNotHaveDuplicates();
        assertThat(heard.ends).isEmpty();
    }

    @Test
    void aRegistryThatDiesIsFoundAgainAndNothingWasStopped() {
        registry.assign("sleeper.service", SLEEPER, DesiredState.DESIRED_STATE_LAUNCHED);
        await().until(() -> state("sleeper.service").map(UnitState::getActive).equals(Optional.of("active")));
        UnitState before = state("sleeper.service").orElseThrow();
        int hellos = registry.hellos.size();

        registry.kill();
        await().untilAsserted(() -> RestAssured.get("/q/health/ready").then().statusCode(503));
        RestAssured.get("/q/health/live").then().statusCode(200);
        registry.states.clear();
        registry.comeBack();

        await().until(() -> state("sleeper.service").isPresent());
        assertThat(state("sleeper.service")).contains(before);
        assertThat(registry.hellos).hasSizeGreaterThan(hellos);
        assertThat(registry.hellos.getLast().getHeldList())
                .extracting(held -> held.getName())
                .contains("sleeper.service");
    }

    @Test
    void figuresAreExportedWithWhatTheyMean() {
        registry.assign("sleeper.service", SLEEPER, DesiredState.DESIRED_STATE_LAUNCHED);

        await().untilAsserted(() -> RestAssured.get("/q/metrics")
                .then()
                .statusCode(200)
                .body(containsString("# HELP flotilla_agent_units Units of this machine by their active state"))
                .body(containsString("flotilla_agent_units{active=\"active\"} 1.0"))
                .body(containsString("flotilla_agent_connected 1.0")));
        RestAssured.get("/q/health/live").then().body("status", equalTo("UP"));
    }

    @Test
    void aCallThatMakesNoSenseIsRefusedByName() {
        try (FlotillaClient client = client()) {
            Heard heard = new Heard();
            agent(client).logs(LogRequest.last(UnitName.parse("nosuch.service"), 3), heard);

            await().until(() -> !heard.ends.isEmpty());
            assertThat(heard.ends.getFirst()).containsInstanceOf(FlotillaError.NotFound.class);
        }
        try (FlotillaClient nobody =
                FlotillaClient.builder().endpoints("127.0.0.1:1").build()) {
            assertThatThrownBy(() -> nobody.agent(Endpoint.parse("127.0.0.1:1")).status(UnitName.parse("a.service"), 1))
                    .extracting(e -> ((FlotillaException) e).error())
                    .isInstanceOf(FlotillaError.Unavailable.class);
        }
    }

    private Optional<UnitState> state(String unit) {
        return Optional.ofNullable(registry.states.get(unit));
    }

    private FlotillaClient client() {
        return FlotillaClient.builder()
                .endpoints("127.0.0.1:" + registry.port())
                .build();
    }

    private Agent agent(FlotillaClient client) {
        int port = org.eclipse.microprofile.config.ConfigProvider.getConfig()
                .getValue("quarkus.grpc.server.test-port", Integer.class);
        return client.agent(new Endpoint("127.0.0.1", port));
    }

    private static final class Heard implements LogReader {
        final List<LogEntry> lines = new CopyOnWriteArrayList<>();
        final List<Optional<FlotillaError>> ends = new CopyOnWriteArrayList<>();

        @Override
        public void onLines(List<LogEntry> more) {
            lines.addAll(more);
        }

        @Override
        public void onEnd(Optional<FlotillaError> error) {
            ends.add(error);
        }
    }
}
