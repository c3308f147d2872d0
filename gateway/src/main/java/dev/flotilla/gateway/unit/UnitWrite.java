package dev.flotilla.gateway.unit;

import dev.flotilla.client.unit.PutRequest;
import dev.flotilla.gateway.body.UnitBody;
import dev.flotilla.model.discovery.Declarations;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.requirement.Requirements;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.ParsedUnit;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** {@code PUT /v1/units/NAME}: a unit as JSON, or its file as it is. */
public final class UnitWrite {
    private final UnitName name;
    private final Optional<UnitFile> file;
    private final Optional<ParsedUnit> text;
    private final Optional<DesiredState> desired;

    private UnitWrite(
            UnitName name, Optional<UnitFile> file, Optional<ParsedUnit> text, Optional<DesiredState> desired) {
        this.name = name;
        this.file = file;
        this.text = text;
        this.desired = desired;
    }

    private static UnitWrite ofParsed(UnitName name, ParsedUnit text, Optional<DesiredState> desired) {
        return new UnitWrite(name, Optional.of(text.file()), Optional.of(text), desired);
    }

    /** JSON with options or with the content as text; {@link FlotillaError.Invalid} says where it is wrong. */
    public static UnitWrite ofJson(UnitName name, byte[] body) {
        UnitBody unit = UnitBody.parse(body);
        unit.name().filter(other -> !other.equals(name.value())).ifPresent(other -> {
            throw invalid("name", "the URL names " + name + ", the body " + other);
        });
        if (unit.content().isPresent() && !unit.options().isEmpty()) {
            throw invalid("content", "either options or content, not both");
        }
        if (unit.content().isPresent()) {
            return ofParsed(name, parsed(name, unit.content().get()), unit.desired());
        }
        Optional<UnitFile> file = Optional.of(unit.options())
                .filter(options -> !options.isEmpty())
                .map(UnitFile::of);
        return new UnitWrite(name, file, Optional.empty(), unit.desired());
    }

    /** The unit file itself; {@link FlotillaError.Invalid} says where it is wrong. */
    public static UnitWrite ofText(UnitName name, byte[] body, Optional<String> desiredWord) {
        return ofParsed(name, parsed(name, text(body)), desiredWord.map(UnitBody::desired));
    }

    /** The same with another desired state. */
    UnitWrite to(DesiredState state) {
        return new UnitWrite(name, file, text, Optional.of(state));
    }

    /** What the cluster says against it, with the place in the text if it came as one. */
    public FlotillaException placed(FlotillaException refusal) {
        return refusal.error() instanceof FlotillaError.Invalid fault && text.isPresent()
                ? new FlotillaException(text.get().placed(fault), refusal)
                : refusal;
    }

    public UnitName name() {
        return name;
    }

    public Optional<UnitFile> file() {
        return file;
    }

    public Optional<DesiredState> desired() {
        return desired;
    }

    /**
     * @param expectedRevision refused unless the unit is still at it; 0: whatever it is at
     */
    public PutRequest request(String by, long expectedRevision) {
        return new PutRequest(name, file, desired, Optional.of(by), expectedRevision);
    }

    /** The revision of an {@code If-Match} header; 0 when there is none. */
    public static long expectedRevision(Optional<String> ifMatch) {
        if (ifMatch.isEmpty() || ifMatch.get().strip().equals("*")) {
            return 0;
        }
        String revision = ifMatch.get().strip().replaceAll("^\"|\"$", "");
        try {
            long expected = Long.parseLong(revision);
            if (expected > 0) {
                return expected;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw invalid("If-Match", "If-Match is a unit's revision, such as \"812\", not " + ifMatch.get());
    }

    private static ParsedUnit parsed(UnitName name, String text) {
        ParsedUnit parsed = UnitFile.parseWithPositions(name.value(), text);
        if (parsed.file().options().isEmpty()) {
            throw new FlotillaError.Invalid("the unit file has no options").asException();
        }
        Requirements.of(name, parsed);
        Declarations.check(name, parsed);
        return parsed;
    }

    private static String text(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new FlotillaException(new FlotillaError.Invalid("the unit file is not UTF-8"), e);
        }
    }

    private static FlotillaException invalid(String field, String message) {
        return new FlotillaError.Invalid(message, Optional.of(field), Optional.empty()).asException();
    }
}
