package dev.flotilla.gateway.unit;

import dev.flotilla.gateway.api.VerificationJson;
import dev.flotilla.gateway.body.UnitBody;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import java.time.Instant;
import java.util.Optional;

/** Checks a unit as a PUT would, and changes nothing. */
public final class UnitCheck {
    private UnitCheck() {}

    /** A unit as JSON; the name may be in it. */
    public static VerificationJson ofJson(Optional<String> name, byte[] body) {
        String named;
        try {
            named = name.or(() -> UnitBody.parse(body).name()).orElse("");
        } catch (FlotillaException e) {
            return refused("", e);
        }
        return check(named, unitName -> UnitWrite.ofJson(unitName, body));
    }

    /** A unit file. */
    public static VerificationJson ofText(Optional<String> name, byte[] body) {
        return check(name.orElse(""), unitName -> UnitWrite.ofText(unitName, body, Optional.empty()));
    }

    private interface Reading {
        UnitWrite of(UnitName name);
    }

    private static VerificationJson check(String name, Reading reading) {
        try {
            UnitName unitName = UnitName.parse(name);
            UnitWrite write = reading.of(unitName);
            UnitFile file = write.file()
                    .orElseThrow(() -> new FlotillaError.Invalid("the unit file has no options").asException());
            Unit unit = Unit.define(unitName, file, write.desired().orElse(DesiredState.INACTIVE), Instant.EPOCH, "");
            return VerificationJson.valid(name, unit.hash().hex());
        } catch (FlotillaException e) {
            return refused(name, e);
        }
    }

    private static VerificationJson refused(String name, FlotillaException refusal) {
        if (refusal.error() instanceof FlotillaError.Invalid || refusal.error() instanceof FlotillaError.TooLarge) {
            return VerificationJson.invalid(name, refusal.error());
        }
        throw refusal;
    }
}
