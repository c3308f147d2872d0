package dev.flotilla.cloudconfig.ignition;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.flotilla.cloudconfig.document.UnitSpec;
import dev.flotilla.cloudconfig.document.UserSpec;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** A configuration as Ignition's JSON, specification 3.3.0. */
public final class IgnitionJson {
    private static final String VERSION = "3.3.0";

    private IgnitionJson() {}

    /** The JSON text, with a line end at its end. */
    public static String of(IgnitionConfig config) {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(out).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeObjectFieldStart("ignition");
            json.writeStringField("version", VERSION);
            json.writeEndObject();
            users(json, config.users());
            files(json, config.files());
            units(json, config.units());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a string cannot refuse to be written", e);
        }
        return out + "\n";
    }

    private static void users(JsonGenerator json, List<UserSpec> users) throws IOException {
        if (users.isEmpty()) {
            return;
        }
        json.writeObjectFieldStart("passwd");
        json.writeArrayFieldStart("users");
        for (UserSpec user : users) {
            json.writeStartObject();
            json.writeStringField("name", user.name());
            text(json, "passwordHash", user.passwordHash());
            texts(json, "sshAuthorizedKeys", user.sshAuthorizedKeys());
            text(json, "gecos", user.gecos());
            text(json, "homeDir", user.homeDirectory());
            flag(json, "noCreateHome", user.noCreateHome());
            text(json, "primaryGroup", user.primaryGroup());
            texts(json, "groups", user.groups());
            flag(json, "noUserGroup", user.noUserGroup());
            flag(json, "system", user.system());
            flag(json, "noLogInit", user.noLogInit());
            text(json, "shell", user.shell());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void files(JsonGenerator json, List<IgnitionConfig.File> files) throws IOException {
        if (files.isEmpty()) {
            return;
        }
        json.writeObjectFieldStart("storage");
        json.writeArrayFieldStart("files");
        for (IgnitionConfig.File file : files) {
            json.writeStartObject();
            json.writeStringField("path", file.path());
            json.writeBooleanField("overwrite", true);
            owner(json, "user", file.user());
            owner(json, "group", file.group());
            json.writeNumberField("mode", file.mode());
            json.writeObjectFieldStart("contents");
            json.writeStringField("compression", "");
            json.writeStringField("source", file.text() ? DataUrl.of(file.string()) : DataUrl.of(file.content()));
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void units(JsonGenerator json, List<UnitSpec> units) throws IOException {
        if (units.isEmpty()) {
            return;
        }
        json.writeObjectFieldStart("systemd");
        json.writeArrayFieldStart("units");
        for (UnitSpec unit : units) {
            json.writeStartObject();
            json.writeStringField("name", unit.name());
            flag(json, "mask", unit.mask());
            flag(json, "enabled", unit.enable());
            text(json, "contents", unit.content());
            if (!unit.dropIns().isEmpty()) {
                json.writeArrayFieldStart("dropins");
                for (UnitSpec.DropIn piece : unit.dropIns()) {
                    json.writeStartObject();
                    json.writeStringField("name", piece.name());
                    json.writeStringField("contents", piece.content());
                    json.writeEndObject();
                }
                json.writeEndArray();
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void owner(JsonGenerator json, String field, String name) throws IOException {
        if (!name.isEmpty()) {
            json.writeObjectFieldStart(field);
            json.writeStringField("name", name);
            json.writeEndObject();
        }
    }

    private static void text(JsonGenerator json, String field, String value) throws IOException {
        if (!value.isEmpty()) {
            json.writeStringField(field, value);
        }
    }

    private static void texts(JsonGenerator json, String field, List<String> values) throws IOException {
        if (!values.isEmpty()) {
            json.writeArrayFieldStart(field);
            for (String value : values) {
                json.writeString(value);
            }
            json.writeEndArray();
        }
    }

    private static void flag(JsonGenerator json, String field, boolean value) throws IOException {
        if (value) {
            json.writeBooleanField(field, true);
        }
    }
}
