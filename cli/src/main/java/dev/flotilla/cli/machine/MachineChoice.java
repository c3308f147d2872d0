package dev.flotilla.cli.machine;

import dev.flotilla.cli.gateway.MachineView;
import dev.flotilla.cli.session.CommandFailure;
import dev.flotilla.cli.session.Session;
import java.util.List;
import java.util.Optional;

/** The machine that an address, a whole id, or a beginning of one that no other machine shares, names. */
final class MachineChoice {
    private static final String ELLIPSIS = "...";

    private MachineChoice() {}

    static MachineView require(Session session, String given) {
        return find(session, given).orElseThrow(() -> new CommandFailure("machine " + given + " does not exist"));
    }

    /** {@link CommandFailure} when several begin so. */
    static Optional<MachineView> find(Session session, String given) {
        String beginning = given.endsWith(ELLIPSIS) ? given.substring(0, given.length() - ELLIPSIS.length()) : given;
        List<MachineView> machines = session.gateway().machines(true);
        Optional<MachineView> exact = machines.stream()
                .filter(machine -> machine.id().equals(beginning) || isAddress(machine, beginning))
                .findFirst();
        if (exact.isPresent() || beginning.isEmpty()) {
            return exact;
        }
        List<MachineView> matching = machines.stream()
                .filter(machine -> machine.id().startsWith(beginning))
                .toList();
        if (matching.size() > 1) {
            throw new CommandFailure("found more than one machine that begins with " + beginning);
        }
        return matching.stream().findFirst();
    }

    private static boolean isAddress(MachineView machine, String given) {
        return !given.isEmpty() && machine.primaryIp().equals(given);
    }
}
