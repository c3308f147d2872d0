package dev.flotilla.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.flotilla.gateway.cluster.FakeCluster;
import dev.flotilla.gateway.event.Event;
import dev.flotilla.gateway.event.EventType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventFeedTest {
    private final TextQueue out = new TextQueue(100);
    private final EventFeed feed = new EventFeed(
            out,
            new ObjectMapper()
                    .registerModules(new Jdk8Module(), new JavaTimeModule())
                    .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS));

    private static Event event(long revision, String sentence) {
        return new Event(
                revision,
                FakeCluster.NOW,
                EventType.UNIT_PLACED,
                sentence,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "",
                "",
                "");
    }

    private String text() throws InterruptedException {
        return out.next(Duration.ofMillis(1)) instanceof TextQueue.Next.Text(String text) ? text : "";
    }

    @Test
    void theIdStandsOnTheLastEventOfARevision() throws InterruptedException {
        feed.onStart(List.of(), 10, false);
        assertThat(text()).isEqualTo("id: 10\nevent: ready\ndata: {\"revision\":10}\n\n");
        feed.onEvents(List.of(event(11, "one"), event(11, "two"), event(12, "three")));
        String data =
                "data: {\"revision\":%d,\"time\":\"2026-11-20T10:00:00Z\",\"type\":\"unit-placed\",\"sentence\":\"%s\"}\n\n";
        assertThat(text())
                .isEqualTo("event: unit-placed\n" + data.formatted(11, "one")
                        + "id: 11\nevent: unit-placed\n" + data.formatted(11, "two")
                        + "id: 12\nevent: unit-placed\n" + data.formatted(12, "three"));
    }

    @Test
    void lineBreaksDoNotBreakTheStream() throws InterruptedException {
        feed.onStart(List.of(event(11, "two\nlines")), 10, false);
        assertThat(text()).contains("two\\nlines").doesNotContain("two\nlines");
    }

    @Test
    void whatIsGoneIsSaidFirst() throws InterruptedException {
        feed.onStart(List.of(event(11, "one")), 10, true);
        assertThat(text())
                .startsWith("event: compacted\ndata: {\"revision\":10}\n\nid: 10\nevent: ready\n")
                .contains("id: 11\n");
    }

    @Test
    void whatTheReaderHasHeardElsewhereIsNotSaidAgain() throws InterruptedException {
        feed.onStart(List.of(), 20, false);
        text();
        feed.onEvents(List.of(event(19, "old")));
        feed.onEvents(List.of(event(20, "old"), event(21, "new")));
        assertThat(text()).contains("new").doesNotContain("old");
        assertThat(text()).isEmpty();
    }

    @Test
    void afterAStoreWasPutBackEverythingCountsAgain() throws InterruptedException {
        feed.onStart(List.of(), 20, false);
        text();
        feed.onRestart(5);
        assertThat(text()).isEqualTo("id: 5\nevent: compacted\ndata: {\"revision\":5}\n\n");
        feed.onEvents(List.of(event(6, "six")));
        assertThat(text()).contains("six");
    }
}
