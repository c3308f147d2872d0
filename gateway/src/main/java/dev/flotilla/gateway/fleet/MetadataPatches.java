package dev.flotilla.gateway.fleet;

import dev.flotilla.client.machine.MetadataPatch;
import dev.flotilla.gateway.body.JsonBody;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.machine.Metadata;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The body of {@code PATCH /machines}: operations of JSON Patch on machines' dynamic metadata. */
public final class MetadataPatches {
    private static final Pattern PATH = Pattern.compile("/([^/]+)/metadata/([A-Za-z0-9_.-]+)");

    private MetadataPatches() {}

    /** In their order; {@link FlotillaError.Invalid} names the operation that is malformed. */
    public static List<MetadataPatch> parse(byte[] body) {
        return JsonBody.parse(body).items().stream()
                .map(MetadataPatches::operation)
                .toList();
    }

    private static MetadataPatch operation(JsonBody item) {
        JsonBody operation = item.object();
        String op = operation.field("op").text().orElse("");
        boolean removes = op.equals("remove");
        if (!removes && !op.equals("add") && !op.equals("replace")) {
            throw invalid(operation.field("op"), "invalid op: expect add, remove, or replace");
        }
        Matcher path = PATH.matcher(operation.field("path").text().orElse(""));
        if (!path.matches()) {
            throw invalid(operation.field("path"), "machine metadata path invalid");
        }
        String key = path.group(2);
        return new MetadataPatch(
                new MachineId(path.group(1)), key, removes ? Optional.empty() : Optional.of(value(operation, key)));
    }

    /** fleet's documentation has a text, its code an object around it. */
    private static String value(JsonBody operation, String key) {
        JsonBody value = operation.field("value");
        String text = (value.isObject() ? value.field("value") : value).text().orElse("");
        if (text.isEmpty()) {
            throw invalid(value, "invalid value: add and replace require a value");
        }
        return Metadata.checkedValue(key, text);
    }

    private static FlotillaException invalid(JsonBody at, String message) {
        return new FlotillaError.Invalid(message, Optional.of(at.place()), Optional.empty()).asException();
    }
}
