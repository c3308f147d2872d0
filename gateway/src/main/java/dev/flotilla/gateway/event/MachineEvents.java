package dev.flotilla.gateway.event;

import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineStatus;
import dev.flotilla.model.machine.Metadata;
import java.util.Optional;

/** What becomes of machines. */
final class MachineEvents {
    private MachineEvents() {}

    static Optional<Event> of(Machine machine, Optional<Machine> before, long revision, String cause) {
        if (before.isEmpty()) {
            return Optional.of(first(machine, revision, cause));
        }
        Machine old = before.get();
        if (old.status() != machine.status()) {
            return Optional.of(status(machine, old.status(), revision, cause));
        }
        return details(machine, old, revision, cause);
    }

    private static Event first(Machine machine, long revision, String cause) {
        return machine.status() == MachineStatus.LOST
                ? event(EventType.MACHINE_LOST, machine, revision, cause)
                        .says(shown(machine) + " is lost" + Words.because(cause))
                : event(EventType.MACHINE_JOINED, machine, revision, cause)
                        .says(shown(machine) + " joined with " + Metadata.format(machine.effectiveMetadata()));
    }

    private static Event status(Machine machine, MachineStatus old, long revision, String cause) {
        return switch (machine.status()) {
            case LOST ->
                event(EventType.MACHINE_LOST, machine, revision, cause)
                        .says(shown(machine) + " was lost" + Words.because(cause));
            case DRAINING ->
                event(EventType.MACHINE_DRAINING, machine, revision, cause)
                        .says(shown(machine) + " gives its units away" + Words.because(cause));
            case ONLINE ->
                old == MachineStatus.LOST
                        ? event(EventType.MACHINE_RETURNED, machine, revision, cause)
                                .says(shown(machine) + " returned")
                        : event(EventType.MACHINE_CHANGED, machine, revision, cause)
                                .says(shown(machine) + " takes units again" + Words.because(cause));
        };
    }

    private static Optional<Event> details(Machine machine, Machine old, long revision, String cause) {
        if (!old.effectiveMetadata().equals(machine.effectiveMetadata())) {
            return Optional.of(event(EventType.MACHINE_CHANGED, machine, revision, cause)
                    .says(shown(machine) + " has the metadata " + Metadata.format(machine.effectiveMetadata())
                            + ", had " + Metadata.format(old.effectiveMetadata())));
        }
        if (!old.primaryIp().equals(machine.primaryIp())) {
            return Optional.of(event(EventType.MACHINE_CHANGED, machine, revision, cause)
                    .says(shown(machine) + " had the address " + old.primaryIp() + " before"));
        }
        if (!machine.duplicateAddress().isEmpty() && !old.duplicateAddress().equals(machine.duplicateAddress())) {
            return Optional.of(event(EventType.MACHINE_DUPLICATE, machine, revision, cause)
                    .says(shown(machine) + " is not the only one with its id: " + machine.duplicateAddress()
                            + " has it too, and is refused"));
        }
        if (!old.bootId().equals(machine.bootId())) {
            return Optional.of(event(EventType.MACHINE_CHANGED, machine, revision, cause)
                    .says(shown(machine) + " was booted anew"));
        }
        return Optional.empty();
    }

    private static EventBuilder event(EventType type, Machine machine, long revision, String cause) {
        return new EventBuilder(type, revision, machine.since())
                .machine(machine.id())
                .cause(cause);
    }

    private static String shown(Machine machine) {
        String ip = machine.primaryIp().isEmpty() ? "" : "/" + machine.primaryIp();
        return "machine " + machine.id().shortForm() + ip;
    }
}
