package dev.flotilla.gateway.unit;

import dev.flotilla.client.unit.PutRequest;
import dev.flotilla.gateway.body.UnitBody;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import java.util.Optional;

/** {@code PUT /fleet/v1/units/NAME}: what is asked, and fleet's words for what cannot be read. */
public final class FleetPut {
    private FleetPut() {}

    /** {@link FlotillaError.Invalid} or {@link FlotillaError.TooLarge} for what no state of the cluster could make right. */
    public static PutRequest read(String nameInUrl, byte[] body, String by) {
        UnitBody unit = decoded(body);
        unit.name().filter(name -> !name.equals(nameInUrl)).ifPresent(name -> {
            throw new FlotillaError.Invalid(
                            "name in URL \"" + nameInUrl + "\" differs from unit name in request body \"" + name + "\"",
                            Optional.of("name"),
                            Optional.empty())
                    .asException();
        });
        UnitName name = UnitName.parse(nameInUrl);
        Optional<UnitFile> file =
                unit.options().isEmpty() ? Optional.empty() : Optional.of(UnitFile.of(unit.options()));
        return new PutRequest(name, file, unit.desired(), Optional.of(by), 0);
    }

    private static UnitBody decoded(byte[] body) {
        try {
            return UnitBody.parse(body);
        } catch (FlotillaException e) {
            if (e.error() instanceof FlotillaError.Invalid invalid
                    && invalid.field().filter("desiredState"::equals).isEmpty()) {
                throw new FlotillaException(
                        new FlotillaError.Invalid(
                                "unable to decode body: " + invalid.message(), invalid.field(), Optional.empty()),
                        e);
            }
            throw e;
        }
    }
}
