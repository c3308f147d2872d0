package dev.flotilla.gateway.body;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.error.Position;
import java.io.CharConversionException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A value in a JSON body and where it is. It is read as fleet's decoder (Go's encoding/json) did: names in any case,
 * unknown fields and whatever follows the first value are passed over, {@code null} is as good as left out, a value of
 * another type is an error.
 */
public final class JsonBody {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode node;
    private final String place;

    private JsonBody(JsonNode node, String place) {
        this.node = node;
        this.place = place;
    }

    /** {@link FlotillaError.Invalid} says the line and column of what is no JSON. */
    public static JsonBody parse(byte[] body) {
        try (JsonParser parser = JSON.createParser(body)) {
            return parse(parser);
        } catch (CharConversionException e) {
            String message = "the body is no text: " + e.getMessage();
            throw new FlotillaException(new FlotillaError.Invalid(message), e);
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory can be read", e);
        }
    }

    private static JsonBody parse(JsonParser parser) throws IOException {
        JsonNode root;
        try {
            root = JSON.readTree(parser);
        } catch (JsonProcessingException e) {
            // What is too deep or too long comes without its place.
            throw malformed(e, Optional.ofNullable(e.getLocation()).orElseGet(parser::currentLocation));
        }
        if (root == null || root.isMissingNode()) {
            throw new FlotillaError.Invalid("the request has no body").asException();
        }
        return new JsonBody(root, "");
    }

    private static FlotillaException malformed(JsonProcessingException failure, JsonLocation at) {
        Optional<Position> position = at.getLineNr() < 1
                ? Optional.empty()
                : Optional.of(new Position("body", at.getLineNr(), Math.max(1, at.getColumnNr())));
        // Jackson's first line is for people, the rest is about its own settings.
        String message = failure.getOriginalMessage().lines().findFirst().orElse("no JSON");
        return new FlotillaException(new FlotillaError.Invalid(message, Optional.empty(), position), failure);
    }

    /** This value, which must be an object. */
    public JsonBody object() {
        return expect(node.isObject(), "an object");
    }

    /** The items of this value, which must be a list; none of {@code null}. */
    public List<JsonBody> items() {
        if (isAbsent()) {
            return List.of();
        }
        expect(node.isArray(), "a list");
        List<JsonBody> items = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            items.add(new JsonBody(node.get(i), place + "[" + i + "]"));
        }
        return items;
    }

    /** The field of this object; absent when it has none. Of names that differ in case the exact one counts. */
    public JsonBody field(String name) {
        JsonNode exact = node.get(name);
        String at = place.isEmpty() ? name : place + "." + name;
        if (exact != null) {
            return new JsonBody(exact, at);
        }
        for (Iterator<Map.Entry<String, JsonNode>> fields = node.fields(); fields.hasNext(); ) {
            Map.Entry<String, JsonNode> field = fields.next();
            if (field.getKey().equalsIgnoreCase(name)) {
                return new JsonBody(field.getValue(), at);
            }
        }
        return new JsonBody(MissingNode.getInstance(), at);
    }

    /** The text of this value; empty when it is left out. */
    public Optional<String> text() {
        if (isAbsent()) {
            return Optional.empty();
        }
        expect(node.isTextual(), "a text");
        return Optional.of(node.textValue());
    }

    /** The whole number of this value, in digits; empty when it is left out. */
    public Optional<String> digits() {
        if (isAbsent()) {
            return Optional.empty();
        }
        expect(node.isIntegralNumber(), "a whole number");
        return Optional.of(node.asText());
    }

    public boolean isObject() {
        return node.isObject();
    }

    public boolean isAbsent() {
        return node.isMissingNode() || node.isNull();
    }

    /** For example {@code options[3].value}; empty for the whole body. */
    public String place() {
        return place;
    }

    private JsonBody expect(boolean fits, String wanted) {
        if (fits) {
            return this;
        }
        String what = place.isEmpty() ? "the body" : place;
        throw new FlotillaError.Invalid(
                        what + " must be " + wanted + ", not " + typeWord(),
                        place.isEmpty() ? Optional.empty() : Optional.of(place),
                        Optional.empty())
                .asException();
    }

    private String typeWord() {
        return switch (node.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT, POJO -> "an object";
            case BOOLEAN -> "true or false";
            case NUMBER -> "a number";
            case STRING, BINARY -> "a text";
            case NULL, MISSING -> "null";
        };
    }
}
