package dev.flotilla.model.discovery;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.unit.UnitName;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The record of an instance as other programs read and write it:
 * {@code {"host":"10.0.0.7","port":80,"version":"52c7248a14"}}, the format of fleet's own example, with more fields after
 * these. Equal instances have equal texts, so that what has not changed need not be written.
 */
public final class InstanceJson {
    private static final JsonFactory JSON = new JsonFactory();

    private InstanceJson() {}

    public static String write(Instance instance) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("host", instance.host());
            json.writeNumberField("port", instance.port());
            optional(json, "version", instance.version());
            optional(json, "machine", instance.machine().map(MachineId::value));
            optional(json, "unit", instance.unit().map(UnitName::value));
            if (!instance.tags().isEmpty()) {
                json.writeArrayFieldStart("tags");
                for (String tag : instance.tags()) {
                    json.writeString(tag);
                }
                json.writeEndArray();
            }
            if (!instance.attributes().isEmpty()) {
                json.writeObjectFieldStart("attrs");
                for (Map.Entry<String, String> attribute : instance.attributes().entrySet()) {
                    json.writeStringField(attribute.getKey(), attribute.getValue());
                }
                json.writeEndObject();
            }
            optional(json, "since", instance.since().map(Instant::toString));
            if (!instance.isPassing()) {
                json.writeStringField("status", instance.status().word());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory takes every character", e);
        }
        return text.toString();
    }

    /**
     * Reads a record, of whomever. Host and port must be there and right; other fields that are not as we write them are
     * another program's and left out.
     *
     * @throws FlotillaException {@link FlotillaError.Invalid} says what is wrong with it
     */
    public static Instance read(InstanceKey key, String text) {
        Map<String, Object> fields = fields(text);
        Instance plain = Instance.of(key, host(fields), port(fields));
        return new Instance(
                key,
                plain.host(),
                plain.port(),
                Optional.ofNullable(fields.get("version"))
                        .filter(value -> value instanceof String || value instanceof Number)
                        .map(Object::toString)
                        .filter(version -> !version.isEmpty()),
                read(fields, "machine", MachineId::new),
                read(fields, "unit", UnitName::parse),
                fields.get("tags") instanceof List<?> tags ? strings(tags) : List.of(),
                fields.get("attrs") instanceof Map<?, ?> attributes ? strings(attributes) : new TreeMap<>(),
                read(fields, "since", Instant::parse),
                read(fields, "status", Function.identity())
                        .flatMap(InstanceStatus::ofWord)
                        .orElse(InstanceStatus.PASSING));
    }

    private static void optional(JsonGenerator json, String name, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            json.writeStringField(name, value.get());
        }
    }

    private static String host(Map<String, Object> fields) {
        if (fields.get("host") instanceof String host) {
            return host;
        }
        throw invalid("\"host\" is missing or no string");
    }

    private static int port(Map<String, Object> fields) {
        if (fields.get("port") instanceof Long port && port == port.intValue()) {
            return port.intValue();
        }
        throw invalid("\"port\" is missing or no whole number");
    }

    private static <T> Optional<T> read(Map<String, Object> fields, String name, Function<String, T> reader) {
        try {
            return fields.get(name) instanceof String text ? Optional.of(reader.apply(text)) : Optional.empty();
        } catch (FlotillaException | IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static List<String> strings(List<?> values) {
        return values.stream()
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .toList();
    }

    private static TreeMap<String, String> strings(Map<?, ?> values) {
        TreeMap<String, String> strings = new TreeMap<>();
        values.forEach((name, value) -> {
            if (value instanceof String text) {
                strings.put(String.valueOf(name), text);
            }
        });
        return strings;
    }

    /** Strings, whole numbers, lists and objects as they are, one level deep; everything else is only passed over. */
    private static Map<String, Object> fields(String text) {
        try (JsonParser json = JSON.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw invalid("not a JSON object");
            }
            Map<String, Object> fields = object(json);
            if (json.nextToken() != null) {
                throw invalid("something follows the JSON object");
            }
            return fields;
        } catch (JsonProcessingException e) {
            throw invalid("not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory can be read", e);
        }
    }

    private static Map<String, Object> object(JsonParser json) throws IOException {
        Map<String, Object> fields = new TreeMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            value(json, json.nextToken()).ifPresent(value -> fields.put(name, value));
        }
        return fields;
    }

    private static Optional<Object> value(JsonParser json, JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_STRING -> Optional.of(json.getText());
            case VALUE_NUMBER_INT -> wholeNumber(json);
            case VALUE_NUMBER_FLOAT -> Optional.of(json.getDecimalValue());
            case START_ARRAY -> {
                List<Object> values = new ArrayList<>();
                while ((token = json.nextToken()) != JsonToken.END_ARRAY) {
                    value(json, token).ifPresent(values::add);
                }
                yield Optional.of(values);
            }
            case START_OBJECT -> Optional.of(object(json));
            default -> Optional.empty();
        };
    }

    private static Optional<Object> wholeNumber(JsonParser json) throws IOException {
        return switch (json.getNumberType()) {
            case INT, LONG -> Optional.of(json.getLongValue());
            default -> Optional.of(json.getDecimalValue());
        };
    }

    private static FlotillaException invalid(String message) {
        return new FlotillaError.Invalid(message).asException();
    }
}
