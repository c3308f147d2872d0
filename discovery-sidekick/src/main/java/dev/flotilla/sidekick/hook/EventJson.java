package dev.flotilla.sidekick.hook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.flotilla.model.discovery.InstanceJson;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/**
 * An event for other programs:
 * {@code {"id":"...","event":"register","service":"website","instance":"apache@1","record":{"host":"...","port":80}}}. The
 * record is the one in the store.
 */
final class EventJson {
    private static final JsonFactory JSON = new JsonFactory();

    private EventJson() {}

    static String write(Event event) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("id", event.id().toString());
            json.writeStringField("event", event.kind().word());
            json.writeStringField("service", event.instance().service());
            json.writeStringField("instance", event.instance().name());
            json.writeFieldName("record");
            json.writeRawValue(InstanceJson.write(event.instance()));
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
