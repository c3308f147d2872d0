package dev.flotilla.gateway.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.gateway.cluster.FakeCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventLogTest {
    private final EventLog log = new EventLog(3);

    private static Event event(long revision) {
        return new EventBuilder(EventType.UNIT_STATE, revision, FakeCluster.NOW.plusSeconds(revision))
                .says("e" + revision);
    }

    private static final class Heard implements EventListener {
        private final List<Long> revisions = new ArrayList<>();
        private long from;
        private boolean compacted;
        private long restarted;

        @Override
        public void onStart(List<Event> kept, long start, boolean gone) {
            onEvents(kept);
            from = start;
            compacted = gone;
        }

        @Override
        public void onEvents(List<Event> events) {
            events.forEach(event -> revisions.add(event.revision()));
        }

        @Override
        public void onRestart(long revision) {
            restarted = revision;
        }
    }

    @Test
    void listenersHearWhatHappenedAfterTheirRevisionThenWhatHappens() {
        log.restart(List.of(), 10);
        log.publish(List.of(event(11), event(12)), 12);
        var heard = new Heard();
        log.listenAfter(11, heard);
        log.publish(List.of(event(13)), 13);
        assertThat(heard.revisions).containsExactly(12L, 13L);
        assertThat(heard.from).isEqualTo(11);
        assertThat(heard.compacted).isFalse();
        log.leave(heard);
        log.publish(List.of(event(14)), 14);
        assertThat(heard.revisions).hasSize(2);
        assertThat(log.listeners()).isZero();
    }

    @Test
    void whatFellOutIsSaidToBeGone() {
        log.restart(List.of(), 10);
        for (long revision = 11; revision <= 15; revision++) {
            log.publish(List.of(event(revision)), revision);
        }
        assertThat(log.completeAfter()).isEqualTo(12);
        var heard = new Heard();
        log.listenAfter(11, heard);
        assertThat(heard.compacted).isTrue();
        assertThat(heard.from).isEqualTo(12);
        assertThat(heard.revisions).containsExactly(13L, 14L, 15L);
        assertThat(log.after(11)).isEmpty();
        assertThat(log.after(12).orElseThrow()).hasSize(3);
    }

    @Test
    void ofOneRevisionAllOrNothingIsKept() {
        log.restart(List.of(), 10);
        log.publish(List.of(event(11), event(11), event(12), event(12)), 12);
        assertThat(log.after(10)).isEmpty();
        assertThat(log.after(11).orElseThrow()).extracting(Event::revision).containsExactly(12L, 12L);
    }

    @Test
    void whatStandsAtTheStartIsListedButNotResumedAmong() {
        log.restart(List.of(event(7), event(3)), 10);
        assertThat(log.last(5)).extracting(Event::revision).containsExactly(3L, 7L);
        assertThat(log.after(5)).isEqualTo(Optional.empty());
        assertThat(log.after(10)).contains(List.of());
        var heard = new Heard();
        log.listenWithLast(1, heard);
        assertThat(heard.revisions).containsExactly(7L);
        assertThat(heard.from).isEqualTo(10);
    }

    @Test
    void theLastSoManyComeFirst() {
        log.restart(List.of(), 10);
        log.publish(List.of(event(11), event(12)), 12);
        var heard = new Heard();
        log.listenWithLast(1, heard);
        assertThat(heard.revisions).containsExactly(12L);
        assertThat(heard.from).isEqualTo(11);
        var silent = new Heard();
        log.listenWithLast(0, silent);
        assertThat(silent.revisions).isEmpty();
        assertThat(silent.from).isEqualTo(12);
    }

    @Test
    void aStoreThatWasPutBackIsSaid() {
        log.restart(List.of(), 10);
        var heard = new Heard();
        log.listenAfter(10, heard);
        log.restart(List.of(), 4);
        assertThat(heard.restarted).isEqualTo(4);
        assertThat(log.revision()).isEqualTo(4);
    }

    @Test
    void whoListenedBeforeAnythingWasKnownIsToldWhereItBegins() {
        var fresh = new EventLog(3);
        var heard = new Heard();
        fresh.listenAfter(815, heard);
        fresh.restart(List.of(), 900);
        assertThat(heard.restarted).isEqualTo(900);
    }

    @Test
    void whoHasHeardMoreThanThereIsStartsAnew() {
        log.restart(List.of(), 10);
        var heard = new Heard();
        log.listenAfter(20, heard);
        assertThat(heard.compacted).isTrue();
        assertThat(heard.from).isEqualTo(10);
        assertThat(log.after(20)).isEmpty();
        log.publish(List.of(event(11)), 11);
        assertThat(heard.revisions).containsExactly(11L);
    }
}
