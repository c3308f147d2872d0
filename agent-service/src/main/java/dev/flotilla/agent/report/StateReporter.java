package dev.flotilla.agent.report;

import dev.flotilla.client.session.AgentMessage.StateReport;
import dev.flotilla.model.state.UnitState;
import dev.flotilla.model.unit.UnitName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides what to report when. It is shown everything the machine has and sends what differs from what it sent last; of
 * several changes of a unit within a moment only the last is sent. A new session is told everything anew. Times are
 * uptime. Not thread-safe.
 */
public final class StateReporter {
    /** How long a change waits for others to go with it. */
    static final Duration GATHERING = Duration.ofMillis(2);
    /** So many reports may be under way unacknowledged; then changes gather until the registry has caught up. */
    static final int MOST_UNACKNOWLEDGED = 16;

    private Map<UnitName, UnitState> current = Map.of();
    private Map<UnitName, UnitState> sent = Map.of();
    private boolean live;
    private boolean completeNeeded;
    private Optional<Duration> changedAt = Optional.empty();
    private long sequence;
    private long acknowledged;

    /**
     * Everything the machine has now.
     *
     * @param states not to be changed afterwards
     */
    public void observe(Map<UnitName, UnitState> states, Duration now) {
        current = states;
        if (changedAt.isEmpty() && !current.equals(sent)) {
            changedAt = Optional.of(now);
        }
    }

    /** A session stands, which knows nothing yet. */
    public void established() {
        live = true;
        completeNeeded = true;
        sequence = 0;
        acknowledged = 0;
    }

    public void lost() {
        live = false;
    }

    /** The registry has stored everything up to that report. */
    public void stored(long upTo) {
        acknowledged = Math.max(acknowledged, Math.min(upTo, sequence));
    }

    /** When {@link #next} has something; empty: nothing is to be said. */
    public Optional<Duration> due(Duration now) {
        if (!live || sequence - acknowledged >= MOST_UNACKNOWLEDGED) {
            return Optional.empty();
        }
        return completeNeeded ? Optional.of(now) : changedAt.map(at -> at.plus(GATHERING));
    }

    /** The report to send now, if it is time for one. */
    public Optional<StateReport> next(Duration now) {
        if (due(now).filter(at -> at.compareTo(now) <= 0).isEmpty()) {
            return Optional.empty();
        }
        changedAt = Optional.empty();
        boolean complete = completeNeeded;
        List<UnitState> changed = new ArrayList<>();
        current.forEach((name, state) -> {
            if (complete || !state.equals(sent.get(name))) {
                changed.add(state);
            }
        });
        changed.sort(Comparator.comparing(UnitState::unit));
        List<UnitName> removed = complete
                ? List.of()
                : sent.keySet().stream()
                        .filter(name -> !current.containsKey(name))
                        .sorted()
                        .toList();
        if (!complete && changed.isEmpty() && removed.isEmpty()) {
            return Optional.empty(); // it changed, and changed back
        }
        completeNeeded = false;
        sent = current;
        sequence++;
        return Optional.of(new StateReport(complete, changed, removed, sequence));
    }

    /** Reports sent in this session and not acknowledged yet. */
    public long unacknowledged() {
        return sequence - acknowledged;
    }
}
