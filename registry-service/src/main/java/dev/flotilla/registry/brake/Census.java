package dev.flotilla.registry.brake;

import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineStatus;
import dev.flotilla.model.placement.Brake;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * How many machines there are and how many of them are down: lost in this incident, or silent. Those that said goodbye are
 * neither: nobody expects them back.
 *
 * @param total known machines: those that are not lost, and those of the incident
 * @param down lost in the incident, or silent; of the total
 * @param here machines that this replica listens to
 * @param silentHere how many of them are silent
 */
record Census(int total, int down, int here, int silentHere) {

    /** For a brake that is not engaged: what an operator let go is not counted again. */
    static Census ofNewIncident(
            Collection<Machine> machines, Silent silent, Brake brake, BrakeSettings settings, Instant now) {
        Instant from = now.minus(settings.window());
        Duration longest = Duration.ofSeconds(Long.MAX_VALUE);
        if (!brake.by().isEmpty()) {
            Instant incidentEnd = brake.since().plus(settings.settle());
            from = from.isAfter(incidentEnd) ? from : incidentEnd;
            longest = Duration.between(brake.since(), now);
        }
        return count(
                machines, from, notLonger(silent.heardHere(), longest), notLonger(silent.orphaned(), longest), silent);
    }

    /** For an engaged brake: everything that was lost since shortly before it. */
    static Census ofIncident(Collection<Machine> machines, Silent silent, Brake brake, BrakeSettings settings) {
        Instant from = brake.since().minus(settings.window());
        return count(
                machines, from, silent.heardHere().size(), silent.orphaned().size(), silent);
    }

    /** Reason enough to hold moves. */
    boolean isLarge() {
        return isMostDown() || isMostSilentHere();
    }

    /** Most are down, as far as the whole cluster can be seen. */
    boolean isMostDown() {
        return 2 * down > total;
    }

    /**
     * Most of what this replica itself hears is silent: other replicas may be about to find the same. A few machines are no
     * sign of that; it takes as many as one of four replicas sees when half of all are down.
     */
    private boolean isMostSilentHere() {
        return silentHere >= 3 && 2 * silentHere > here && 8 * silentHere > total;
    }

    private static int notLonger(List<Duration> silences, Duration longest) {
        return (int) silences.stream()
                .filter(silence -> silence.compareTo(longest) < 0)
                .count();
    }

    private static Census count(
            Collection<Machine> machines, Instant lostFrom, int silentHere, int orphaned, Silent silent) {
        int lost = 0;
        int alive = 0;
        for (Machine machine : machines) {
            if (machine.status() != MachineStatus.LOST) {
                alive++;
            } else if (!machine.left() && !machine.since().isBefore(lostFrom)) {
                lost++;
            }
        }
        int total = alive + lost;
        return new Census(total, Math.min(total, lost + silentHere + orphaned), silent.listenedTo(), silentHere);
    }
}
