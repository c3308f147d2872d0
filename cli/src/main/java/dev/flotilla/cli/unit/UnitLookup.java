package dev.flotilla.cli.unit;

import dev.flotilla.cli.gateway.Gateway;
import dev.flotilla.cli.gateway.UnitView;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Looks units up one by one, or, when there are many to look up, in one list of all. */
final class UnitLookup {
    /** From here on one list costs less than single questions. */
    private static final int MANY = 32;

    private final Function<String, Optional<UnitView>> lookup;

    private UnitLookup(Function<String, Optional<UnitView>> lookup) {
        this.lookup = lookup;
    }

    /** @param count how many units will be looked up, about */
    static UnitLookup of(Gateway gateway, int count) {
        if (count < MANY) {
            return new UnitLookup(gateway::unit);
        }
        Map<String, UnitView> all =
                gateway.units().stream().collect(Collectors.toMap(UnitView::name, Function.identity()));
        return new UnitLookup(name -> Optional.ofNullable(all.get(name)));
    }

    /** The unit, perhaps without its options. */
    Optional<UnitView> find(String name) {
        return lookup.apply(name);
    }
}
