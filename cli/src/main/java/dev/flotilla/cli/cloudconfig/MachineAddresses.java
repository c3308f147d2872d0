package dev.flotilla.cli.cloudconfig;

import dev.flotilla.cli.session.CommandFailure;
import dev.flotilla.cli.session.Exit;
import dev.flotilla.cli.session.Session;
import dev.flotilla.cloudconfig.source.Variables;

/** The addresses of an invocation. */
final class MachineAddresses {
    private MachineAddresses() {}

    static Variables of(Session session, AddressOptions options) {
        try {
            return options.variables(session.environment());
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), Exit.USAGE);
        }
    }
}
