package dev.flotilla.wire;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.requirement.Requirements;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.RequestId;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitHash;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.model.unit.UnitOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Units, their files and desired states. */
public final class UnitWire {
    /** Names of sections and options. */
    private static final Shared<String> WORDS = new Shared<>(4_096);

    private UnitWire() {}

    public static dev.flotilla.proto.v1.Unit toProto(Unit unit) {
        return toProto(unit, section -> true);
    }

    /** With these sections of its file only; the hash is that of the whole file. */
    public static dev.flotilla.proto.v1.Unit toProto(Unit unit, Set<String> sections) {
        return toProto(unit, sections::contains);
    }

    private static dev.flotilla.proto.v1.Unit toProto(Unit unit, Predicate<String> sections) {
        return dev.flotilla.proto.v1.Unit.newBuilder()
                .setName(unit.name().value())
                .addAllOptions(options(unit.file(), sections))
                .setHash(unit.hash().hex())
                .setDesiredState(toProto(unit.desired()))
                .setCreated(TimeWire.toProto(unit.created()))
                .setChanged(TimeWire.toProto(unit.changed()))
                .setChangedBy(unit.changedBy())
                .setRequestId(unit.request().map(RequestId::value).orElse(""))
                .setRevision(unit.revision())
                .build();
    }

    /**
     * A unit as the registry sent or stored it. The hash is the message's: the options may be only some of the file's.
     * {@link FlotillaError.Invalid} names the field that is malformed.
     */
    public static Unit fromProto(dev.flotilla.proto.v1.Unit message) {
        UnitName name = name(message.getName(), "name");
        UnitFile file = file(message.getOptionsList());
        return new Unit(
                name,
                file,
                hash(message.getHash(), "hash"),
                desired(message.getDesiredState(), "desired_state"),
                Malformed.in("options", () -> Requirements.of(name, file)),
                Malformed.revision(message.getRevision()),
                TimeWire.fromProto(message.getCreated(), "created"),
                TimeWire.fromProto(message.getChanged(), "changed"),
                message.getChangedBy(),
                request(message.getRequestId(), "request_id"));
    }

    /**
     * A unit's name.
     *
     * @param field named in the error when it is none
     */
    public static UnitName name(String value, String field) {
        return Malformed.in(field, () -> UnitName.parse(value));
    }

    /** Which call it is; empty when it has no id. */
    public static Optional<RequestId> request(String id, String field) {
        return id.isEmpty() ? Optional.empty() : Optional.of(Malformed.in(field, () -> new RequestId(id)));
    }

    public static UnitHash hash(String hex, String field) {
        return Malformed.in(field, () -> new UnitHash(hex));
    }

    /** A unit file; its own checks name the option at fault, for example {@code options[3].value}. */
    public static UnitFile file(List<dev.flotilla.proto.v1.UnitOption> options) {
        return UnitFile.of(options.stream()
                .map(option ->
                        new UnitOption(WORDS.of(option.getSection()), WORDS.of(option.getName()), option.getValue()))
                .toList());
    }

    public static List<dev.flotilla.proto.v1.UnitOption> options(UnitFile file) {
        return options(file, section -> true);
    }

    private static List<dev.flotilla.proto.v1.UnitOption> options(UnitFile file, Predicate<String> sections) {
        return file.options().stream()
                .filter(option -> sections.test(option.section()))
                .map(option -> dev.flotilla.proto.v1.UnitOption.newBuilder()
                        .setSection(option.section())
                        .setName(option.name())
                        .setValue(option.value())
                        .build())
                .toList();
    }

    public static dev.flotilla.proto.v1.DesiredState toProto(DesiredState state) {
        return switch (state) {
            case INACTIVE -> dev.flotilla.proto.v1.DesiredState.DESIRED_STATE_INACTIVE;
            case LOADED -> dev.flotilla.proto.v1.DesiredState.DESIRED_STATE_LOADED;
            case LAUNCHED -> dev.flotilla.proto.v1.DesiredState.DESIRED_STATE_LAUNCHED;
        };
    }

    /** Where a state must be given. */
    public static DesiredState desired(dev.flotilla.proto.v1.DesiredState state, String field) {
        return optionalDesired(state, field).orElseThrow(() -> Malformed.field(field, "is missing"));
    }

    /** Where a state may be left out. A state that this version does not know is malformed. */
    public static Optional<DesiredState> optionalDesired(dev.flotilla.proto.v1.DesiredState state, String field) {
        return switch (state) {
            case DESIRED_STATE_UNSPECIFIED -> Optional.empty();
            case DESIRED_STATE_INACTIVE -> Optional.of(DesiredState.INACTIVE);
            case DESIRED_STATE_LOADED -> Optional.of(DesiredState.LOADED);
            case DESIRED_STATE_LAUNCHED -> Optional.of(DesiredState.LAUNCHED);
            case UNRECOGNIZED -> throw Malformed.field(field, "is a state that this version does not know");
        };
    }
}
