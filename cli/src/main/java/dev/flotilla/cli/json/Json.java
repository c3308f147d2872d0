package dev.flotilla.cli.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON value. What is not there reads as empty (text {@code ""}, number 0, no items, no fields): an answer of an older
 * or newer gateway is shown as far as it goes.
 */
public sealed interface Json {
    JsonFactory FACTORY = new JsonFactory();

    /** A value that is not there, and {@code null}. */
    record Nothing() implements Json {}

    record Text(String value) implements Json {}

    /** A number as written. */
    record Num(String value) implements Json {}

    record Bool(boolean value) implements Json {}

    record Items(List<Json> values) implements Json {
        public Items {
            values = List.copyOf(values);
        }
    }

    /** Fields in the order written. */
    record Fields(Map<String, Json> values) implements Json {
        public Fields {
            values = new LinkedHashMap<>(values);
        }
    }

    /** Throws {@link IOException} with the place when the text is no JSON. */
    static Json parse(String text) throws IOException {
        try (JsonParser parser = FACTORY.createParser(text)) {
            JsonToken first = parser.nextToken();
            return first == null ? new Nothing() : read(parser, first);
        }
    }

    private static Json read(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> readFields(parser);
            case START_ARRAY -> readItems(parser);
            case VALUE_STRING -> new Text(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Num(parser.getText());
            case VALUE_TRUE -> new Bool(true);
            case VALUE_FALSE -> new Bool(false);
            default -> new Nothing();
        };
    }

    private static Json readFields(JsonParser parser) throws IOException {
        Map<String, Json> fields = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            fields.put(name, read(parser, parser.nextToken()));
        }
        return new Fields(fields);
    }

    private static Json readItems(JsonParser parser) throws IOException {
        List<Json> items = new ArrayList<>();
        JsonToken token = parser.nextToken();
        while (token != null && token != JsonToken.END_ARRAY) {
            items.add(read(parser, token));
            token = parser.nextToken();
        }
        return new Items(items);
    }

    /** The field's value. */
    default Json at(String field) {
        return this instanceof Fields fields ? fields.values().getOrDefault(field, new Nothing()) : new Nothing();
    }

    default List<Json> items() {
        return this instanceof Items items ? items.values() : List.of();
    }

    default Map<String, Json> fields() {
        return this instanceof Fields fields ? fields.values() : Map.of();
    }

    /** The text; a number or a truth value as written. */
    default String text() {
        return switch (this) {
            case Text text -> text.value();
            case Num number -> number.value();
            case Bool bool -> String.valueOf(bool.value());
            default -> "";
        };
    }

    /** The text, unless it is empty or not there. */
    default Optional<String> textIfAny() {
        return Optional.of(text()).filter(text -> !text.isEmpty());
    }

    /** A whole number, also when it is written as text; 0 when it is none. */
    default long number() {
        try {
            return Long.parseLong(text());
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    default boolean isTrue() {
        return this instanceof Bool bool && bool.value();
    }

    default boolean isPresent() {
        return !(this instanceof Nothing);
    }

    static Json of(String value) {
        return new Text(value);
    }

    static Json of(boolean value) {
        return new Bool(value);
    }

    static Json of(long value) {
        return new Num(Long.toString(value));
    }
}
