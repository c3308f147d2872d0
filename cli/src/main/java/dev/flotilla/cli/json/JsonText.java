package dev.flotilla.cli.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/** Writes JSON. */
public final class JsonText {
    private JsonText() {}

    /** On one line. */
    public static String compact(Json json) {
        return write(json, false);
    }

    /** Indented, each item of an array on a line of its own, without a line end after it. */
    public static String pretty(Json json) {
        return write(json, true);
    }

    private static String write(Json json, boolean pretty) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = Json.FACTORY.createGenerator(text)) {
            if (pretty) {
                DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
                printer.indentArraysWith(new DefaultIndenter("  ", "\n"));
                printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
                generator.setPrettyPrinter(printer);
            }
            write(json, generator);
        } catch (IOException e) {
            throw new UncheckedIOException("a string takes all that is written", e);
        }
        return text.toString();
    }

    private static void write(Json json, JsonGenerator to) throws IOException {
        switch (json) {
            case Json.Nothing ignored -> to.writeNull();
            case Json.Text text -> to.writeString(text.value());
            case Json.Num number -> to.writeNumber(number.value());
            case Json.Bool bool -> to.writeBoolean(bool.value());
            case Json.Items items -> {
                to.writeStartArray();
                for (Json item : items.values()) {
                    write(item, to);
                }
                to.writeEndArray();
            }
            case Json.Fields fields -> {
                to.writeStartObject();
                for (Map.Entry<String, Json> field : fields.values().entrySet()) {
                    to.writeFieldName(field.getKey());
                    write(field.getValue(), to);
                }
                to.writeEndObject();
            }
        }
    }
}
