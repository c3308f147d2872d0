package dev.flotilla.gateway.unit;

import dev.flotilla.client.unit.PutOutcome;
import dev.flotilla.client.unit.PutRequest;
import dev.flotilla.gateway.cluster.Cluster;
import dev.flotilla.gateway.live.LiveCluster;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.unit.RequestId;
import dev.flotilla.model.unit.Unit;
import java.util.Optional;

/**
 * Writes of which the desired state is not said: it stays as it is. The registry wants to be told one, so what is filled in
 * is written only over the very revision it was read from; a stop that somebody else asks for at that moment stands.
 */
public final class KeptState {
    private static final int TRIES = 3;

    private final LiveCluster live;
    private final Cluster cluster;

    public KeptState(LiveCluster live, Cluster cluster) {
        this.live = live;
        this.cluster = cluster;
    }

    /**
     * {@link FlotillaError.Conflict} when it is not at the revision that the caller asks for, or is changed all the time.
     *
     * @param write says no desired state
     * @param ifAt the revision that the caller asks for; 0: any
     * @param id of the call, when the caller gave it one
     */
    public PutOutcome put(UnitWrite write, String by, long ifAt, Optional<RequestId> id) {
        Optional<Unit> known = live.read(records -> records.unit(write.name())).value();
        for (int tries = 1; true; tries++) {
            try {
                return put(request(write, known, by, isRepeated(known, id) ? 0 : ifAt), known, id);
            } catch (FlotillaException e) {
                Optional<Unit> now = again(write, known, ifAt, tries, e);
                if (now.equals(known)) {
                    throw e;
                }
                known = now;
            }
        }
    }

    /**
     * What would change nothing is no new call: as one it would start a unit again that has ended. As the call that made the unit
     * what it is, the registry takes it for done, unless the unit is another one by now.
     */
    private PutOutcome put(PutRequest request, Optional<Unit> known, Optional<RequestId> id) {
        Optional<Unit> same =
                known.filter(unit -> request.file().filter(unit.file()::equals).isPresent());
        if (same.isEmpty()) {
            return cluster.put(id.map(request::as).orElse(request));
        }
        return same.flatMap(Unit::request)
                .map(done -> cluster.put(request.as(done)))
                .orElseGet(() -> new PutOutcome(PutOutcome.Kind.UNCHANGED, revisionOf(same)));
    }

    private PutRequest request(UnitWrite write, Optional<Unit> known, String by, long ifAt) {
        if (ifAt != 0 && ifAt != revisionOf(known)) {
            throw new FlotillaError.Conflict(
                            "unit " + write.name() + " is at revision " + revisionOf(known) + ", not " + ifAt)
                    .asException();
        }
        return known.map(unit -> write.to(unit.desired()).request(by, unit.revision()))
                .orElseGet(() -> write.request(by, 0));
    }

    /** What the unit is now; as it was known when there is no use in another try. */
    private Optional<Unit> again(
            UnitWrite write, Optional<Unit> known, long ifAt, int tries, FlotillaException refusal) {
        boolean hopeless = tries == TRIES
                || !(refusal.error() instanceof FlotillaError.Conflict)
                || ifAt != 0 && revisionOf(known) >= ifAt;
        return hopeless
                ? known
                : live.readOther(records -> records.unit(write.name()), known).value();
    }

    /** Then the unit is not at the revision that was asked for because of this very call. */
    private static boolean isRepeated(Optional<Unit> known, Optional<RequestId> id) {
        return id.isPresent() && known.flatMap(Unit::request).equals(id);
    }

    private static long revisionOf(Optional<Unit> known) {
        return known.map(Unit::revision).orElse(0L);
    }
}
