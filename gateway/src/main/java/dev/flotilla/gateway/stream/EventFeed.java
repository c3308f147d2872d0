package dev.flotilla.gateway.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flotilla.gateway.api.EventJson;
import dev.flotilla.gateway.event.Event;
import dev.flotilla.gateway.event.EventListener;
import java.util.List;

/**
 * Events as text of a server-sent event stream. The {@code id} is the revision and stands on the last event of each, so
 * that a reader that comes back with it has missed nothing and hears nothing twice.
 */
public final class EventFeed implements EventListener {
    /** A comment line: keeps the connection alive. */
    public static final String HEARTBEAT = ":\n\n";

    private final TextQueue out;
    private final ObjectMapper json;
    /** Where the reader is. Guarded by the log, which calls in order. */
    private long heardUpTo;

    /**
     * @param json writes times as text
     */
    public EventFeed(TextQueue out, ObjectMapper json) {
        this.out = out;
        this.json = json;
    }

    @Override
    public void onStart(List<Event> kept, long from, boolean compacted) {
        var text = new StringBuilder();
        heardUpTo = from;
        if (compacted) {
            text.append(named("compacted", new EventJson.Mark(from)));
        }
        // The id is that of the start: a reader that leaves before the first event resumes from there.
        text.append("id: ").append(from).append('\n').append(named("ready", new EventJson.Mark(from)));
        append(text, kept);
        out.offer(text.toString());
    }

    @Override
    public void onEvents(List<Event> events) {
        List<Event> unheard =
                events.stream().filter(event -> event.revision() > heardUpTo).toList();
        if (!unheard.isEmpty()) {
            var text = new StringBuilder();
            append(text, unheard);
            out.offer(text.toString());
        }
    }

    @Override
    public void onRestart(long revision) {
        heardUpTo = revision;
        out.offer("id: " + revision + "\n" + named("compacted", new EventJson.Mark(revision)));
    }

    private void append(StringBuilder text, List<Event> events) {
        for (int i = 0; i < events.size(); i++) {
            Event event = events.get(i);
            boolean last = i + 1 == events.size() || events.get(i + 1).revision() != event.revision();
            if (last) {
                text.append("id: ").append(event.revision()).append('\n');
            }
            text.append(named(event.type().word(), EventJson.of(event)));
        }
    }

    private String named(String name, Object data) {
        try {
            return "event: " + name + "\ndata: " + json.writeValueAsString(data) + "\n\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts, numbers and times can be written", e);
        }
    }
}
