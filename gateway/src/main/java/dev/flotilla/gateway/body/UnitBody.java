package dev.flotilla.gateway.body;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A unit as a PUT sends it.
 *
 * @param name empty when the URL alone says it
 * @param options empty when the content stays as it is
 * @param content the unit file as text, in place of options; only our own API reads it
 */
public record UnitBody(
        Optional<String> name, Optional<DesiredState> desired, List<UnitOption> options, Optional<String> content) {
    public UnitBody {
        options = List.copyOf(options);
    }

    /** {@link FlotillaError.Invalid} names the field at fault. */
    public static UnitBody parse(byte[] body) {
        JsonBody unit = JsonBody.parse(body).object();
        return new UnitBody(
                nonEmpty(unit.field("name")),
                nonEmpty(unit.field("desiredState")).map(UnitBody::desired),
                options(unit.field("options")),
                nonEmpty(unit.field("content")));
    }

    /** The desired state of this word; {@link FlotillaError.Invalid} when it is none. */
    public static DesiredState desired(String word) {
        return DesiredState.ofWord(word).orElseThrow(() -> new FlotillaError.Invalid(
                        "\"" + word + "\" is no desired state: inactive, loaded and launched are",
                        Optional.of("desiredState"),
                        Optional.empty())
                .asException());
    }

    private static List<UnitOption> options(JsonBody list) {
        List<UnitOption> options = new ArrayList<>();
        for (JsonBody item : list.items()) {
            JsonBody option = item.object();
            options.add(new UnitOption(
                    option.field("section").text().orElse(""),
                    option.field("name").text().orElse(""),
                    option.field("value").text().orElse("")));
        }
        return options;
    }

    private static Optional<String> nonEmpty(JsonBody field) {
        return field.text().filter(text -> !text.isEmpty());
    }
}
