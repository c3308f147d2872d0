package dev.flotilla.cli.machine;

import dev.flotilla.cli.gateway.MachineView;
import dev.flotilla.cli.session.CommandFailure;
import dev.flotilla.cli.session.Session;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The machine that a whole id, an address, or a beginning of an id that no other machine shares, names. */
final class MachineChoice {
    private static final String ELLIPSIS = "...";

    private MachineChoice() {}

    static MachineView require(Session session, String given) {
        return find(session, given).orElseThrow(() -> new CommandFailure("machine " + given + " does not exist"));
    }

    /** {@link CommandFailure} when it may be any of several. */
    static Optional<MachineView> find(Session session, String given) {
        String beginning = given.endsWith(ELLIPSIS) ? given.substring(0, given.length() - ELLIPSIS.length()) : given;
        if (beginning.isEmpty()) {
            return Optional.empty();
        }
        List<MachineView> machines = session.gateway().machines(true);
        return machines.stream()
                .filter(machine -> machine.id().equals(beginning))
                .findFirst()
                .or(() -> at(beginning, machines))
                .or(() -> beginningWith(beginning, machines));
    }

    /** A machine that was set up anew has the address of a lost one, which stays listed for a while: that is not meant. */
    private static Optional<MachineView> at(String address, List<MachineView> machines) {
        List<MachineView> there = machines.stream()
                .filter(machine -> machine.primaryIp().equals(address))
                .toList();
        List<MachineView> alive =
                there.stream().filter(machine -> !machine.isLost()).toList();
        List<MachineView> meant = alive.isEmpty() ? there : alive;
        if (meant.size() > 1) {
            throw new CommandFailure("found more than one machine with the address " + address + ": "
                    + meant.stream().map(MachineView::id).collect(Collectors.joining(", ")) + "; name it by its id");
        }
        return meant.stream().findFirst();
    }

    private static Optional<MachineView> beginningWith(String beginning, List<MachineView> machines) {
        List<MachineView> matching = machines.stream()
                .filter(machine -> machine.id().startsWith(beginning))
                .toList();
        if (matching.size() > 1) {
            throw new CommandFailure("found more than one machine that begins with " + beginning);
        }
        return matching.stream().findFirst();
    }
}
