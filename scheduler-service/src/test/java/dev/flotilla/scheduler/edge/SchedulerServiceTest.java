package dev.flotilla.scheduler.edge;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flotilla.proto.v1.CommitRequest;
import dev.flotilla.proto.v1.Kind;
import dev.flotilla.proto.v1.UnitOption;
import dev.flotilla.proto.v1.WatchRequest;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The service as it runs, beside a registry that speaks gRPC. */
@QuarkusTest
@QuarkusTestResource(FakeRegistryResource.class)
class SchedulerServiceTest {
    FakeRegistry registry;

    private void ready() {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> assertThat(get("/q/health/ready").statusCode()).isEqualTo(200));
    }

    @Test
    void followsOnlyWhatItNeedsLeadsAndPlaces() throws InterruptedException {
        ready();
        WatchRequest watch = registry.watchRequest();
        assertThat(watch.getUnitSectionsList()).containsExactlyInAnyOrder("X-Fleet", "X-Flotilla");
        assertThat(watch.getKindsList()).doesNotContain(Kind.KIND_STATE).contains(Kind.KIND_UNIT, Kind.KIND_BRAKE);

        registry.unit("a.service");
        CommitRequest placed = registry.nextCommit();
        assertThat(placed.getTerm()).isEqualTo(FakeRegistry.TERM);
        assertThat(placed.getChanges(0).getPlace().getMachineId()).isEqualTo("m1");
        assertThat(placed.getChanges(0).getPlace().getMachineRevision()).isEqualTo(11);
        assertThat(placed.getChanges(0).getPlace().getExplanation().getSummary())
                .isEqualTo("1 of 1 machine fits");

        registry.unit(
                "b.service",
                UnitOption.newBuilder()
                        .setSection("X-Fleet")
                        .setName("MachineMetadata")
                        .setValue("disk=ssd")
                        .build());
        CommitRequest waits = registry.nextCommit();
        assertThat(waits.getChanges(0).getPending().getSummary()).isEqualTo("0 of 1 machine: 1 lacks disk=ssd");

        registry.breakWatches();
        assertThat(registry.watchRequest().getAfterRevision()).isPositive();
        registry.unit("c.service");
        assertThat(registry.nextCommit().getChanges(0).getUnit()).isEqualTo("c.service");

        String metrics = get("/q/metrics").asString();
        assertThat(metrics)
                .contains("flotilla_scheduler_leading 1.0")
                .contains("# HELP flotilla_scheduler_plan_seconds How long a plan took to make")
                .containsPattern("flotilla_scheduler_changes_total\\{kind=\"place\"} [12]\\.0")
                .containsPattern("flotilla_scheduler_pending [12]\\.0");
        assertThat(get("/q/health/ready").jsonPath().getString("checks[0].data.leader"))
                .isEqualTo("tested");
        assertThat(get("/q/health/live").statusCode()).isEqualTo(200);
    }
}
