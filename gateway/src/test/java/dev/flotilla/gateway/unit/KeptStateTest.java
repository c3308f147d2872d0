package dev.flotilla.gateway.unit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flotilla.client.unit.PutOutcome;
import dev.flotilla.client.watch.Watch;
import dev.flotilla.gateway.cluster.FakeCluster;
import dev.flotilla.gateway.event.EventLog;
import dev.flotilla.gateway.live.LiveCluster;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.RequestId;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitName;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class KeptStateTest {
    private static final UnitName NAME = UnitName.parse("a.service");
    private static final String MACHINE = "05c0472bfa4d4ea4a5a4e2d1e0c5f1aa";

    private final FakeCluster cluster = new FakeCluster();
    private final LiveCluster live = new LiveCluster(new EventLog(100), Clock.systemUTC(), Duration.ofMillis(200));
    private final LiveCluster witness = new LiveCluster(new EventLog(100), Clock.systemUTC(), Duration.ofMillis(200));
    private Watch watch;

    @BeforeEach
    void follow() {
        watch = cluster.watch(live);
        cluster.watch(witness);
    }

    private PutOutcome put(String command, long ifAt) {
        return put(command, ifAt, Optional.empty());
    }

    private PutOutcome put(String command, long ifAt, Optional<RequestId> id) {
        UnitWrite write =
                UnitWrite.ofText(NAME, ("[Service]\nExecStart=" + command + "\n").getBytes(UTF_8), Optional.empty());
        return new KeptState(live, cluster).put(write, "bob@desk", ifAt, id);
    }

    private DesiredState desired() {
        return witness.read(records -> records.unit(NAME).orElseThrow().desired())
                .value();
    }

    private static void isConflict(FlotillaException e) {
        assertThat(e.error()).isInstanceOf(FlotillaError.Conflict.class);
    }

    @Test
    void aStopOfTheSameMomentStands() {
        cluster.unit("a.service");
        cluster.meanwhile(() -> cluster.unit("a.service", DesiredState.LOADED));
        assertThat(put("/bin/false", 0).kind()).isEqualTo(PutOutcome.Kind.REPLACED);
        assertThat(desired()).isEqualTo(DesiredState.LOADED);
    }

    @Test
    void aUnitThatAnotherMakesAtTheSameMomentKeepsItsState() {
        cluster.meanwhile(() -> cluster.unit("a.service", DesiredState.LOADED));
        assertThat(put("/bin/false", 0).kind()).isEqualTo(PutOutcome.Kind.REPLACED);
        assertThat(desired()).isEqualTo(DesiredState.LOADED);
    }

    @Test
    void aUnitThatIsDestroyedAtTheSameMomentIsMadeAnewAndDoesNotRun() {
        cluster.unit("a.service");
        cluster.meanwhile(() -> cluster.destroy(NAME, "alice@laptop"));
        assertThat(put("/bin/false", 0).kind()).isEqualTo(PutOutcome.Kind.CREATED);
        assertThat(desired()).isEqualTo(DesiredState.INACTIVE);
    }

    @Test
    void theStateOfAnotherRevisionThanTheCallersIsNotFilledIn() {
        cluster.unit("a.service");
        watch.close();
        Unit stopped = cluster.unit("a.service", DesiredState.LOADED);
        assertThatThrownBy(() -> put("/bin/false", stopped.revision()))
                .isInstanceOfSatisfying(FlotillaException.class, KeptStateTest::isConflict);
        assertThat(desired()).isEqualTo(DesiredState.LOADED);
    }

    @Test
    void whatTheCallerHasSeenAndIsOtherNowIsAConflict() {
        Unit seen = cluster.unit("a.service");
        cluster.meanwhile(() -> cluster.unit("a.service", DesiredState.LOADED));
        assertThatThrownBy(() -> put("/bin/false", seen.revision()))
                .isInstanceOfSatisfying(FlotillaException.class, KeptStateTest::isConflict);
        assertThat(desired()).isEqualTo(DesiredState.LOADED);
    }

    /** To leave it as it is is not to start it. */
    @Test
    void aUnitThatHasEndedIsNotStartedAgain() {
        Unit ended = ended();
        assertThat(put("/bin/true", 0)).isEqualTo(new PutOutcome(PutOutcome.Kind.UNCHANGED, ended.revision()));
        assertThat(put("/bin/true", ended.revision()).kind()).isEqualTo(PutOutcome.Kind.UNCHANGED);
        assertThat(put("/bin/true", 0, Optional.of(new RequestId("call-7"))).kind())
                .isEqualTo(PutOutcome.Kind.UNCHANGED);
    }

    @Test
    void aUnitThatHasEndedAndNamesNoCallIsNotStartedAgain() {
        ended();
        Unit ended = cluster.forgetCall("a.service");
        assertThat(put("/bin/true", 0)).isEqualTo(new PutOutcome(PutOutcome.Kind.UNCHANGED, ended.revision()));
    }

    @Test
    void theFileAsItIsIsPutOverAnotherOneOfTheSameMoment() {
        cluster.unit("a.service");
        cluster.meanwhile(() -> cluster.unit("a.service", DesiredState.LOADED, "Service.ExecStart=/bin/false"));
        assertThat(put("/bin/true", 0).kind()).isEqualTo(PutOutcome.Kind.REPLACED);
        assertThat(desired()).isEqualTo(DesiredState.LOADED);
    }

    private Unit ended() {
        Unit unit = cluster.unit("a.service");
        cluster.machine(MACHINE, "172.18.1.2", Map.of());
        cluster.state("a.service", MACHINE, "inactive", "dead");
        return unit;
    }

    /** Its answer was lost; that the unit is at another revision now is its own doing. */
    @Test
    void aCallThatIsRepeatedHasBeenCarriedOut() {
        Unit seen = cluster.unit("a.service");
        Optional<RequestId> id = Optional.of(new RequestId("call-7"));
        assertThat(put("/bin/false", seen.revision(), id).kind()).isEqualTo(PutOutcome.Kind.REPLACED);
        assertThat(put("/bin/false", seen.revision(), id).kind()).isEqualTo(PutOutcome.Kind.UNCHANGED);
    }

    @Test
    void whatChangesUnseenIsAConflict() {
        cluster.unit("a.service");
        watch.close();
        cluster.unit("a.service", DesiredState.LOADED);
        assertThatThrownBy(() -> put("/bin/false", 0))
                .isInstanceOfSatisfying(FlotillaException.class, KeptStateTest::isConflict);
        assertThat(desired()).isEqualTo(DesiredState.LOADED);
    }
}
