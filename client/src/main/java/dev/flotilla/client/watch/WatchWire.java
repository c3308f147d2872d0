package dev.flotilla.client.watch;

import dev.flotilla.client.Leader;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.proto.v1.Change;
import dev.flotilla.proto.v1.ChangeBatch;
import dev.flotilla.proto.v1.Item;
import dev.flotilla.proto.v1.Kind;
import dev.flotilla.proto.v1.Snapshot;
import dev.flotilla.proto.v1.WatchRequest;
import dev.flotilla.wire.BrakeWire;
import dev.flotilla.wire.MachineWire;
import dev.flotilla.wire.PlacementWire;
import dev.flotilla.wire.StateWire;
import dev.flotilla.wire.UnitWire;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a watch says and hears, to the wire and back. A record that cannot be read, because it is damaged or of a kind
 * that a later version added, is logged and left out: one bad record must not end the watch.
 */
final class WatchWire {
    private static final Logger LOG = LoggerFactory.getLogger(WatchWire.class);

    private WatchWire() {}

    static WatchRequest toProto(WatchSpec spec, long afterRevision, String history) {
        WatchRequest.Builder request = WatchRequest.newBuilder()
                .setAfterRevision(afterRevision)
                .setHistory(history)
                .addAllUnitSections(spec.unitSections())
                .setSummariesOnly(spec.summariesOnly());
        spec.kinds().stream().sorted().map(WatchWire::toProto).forEach(request::addKinds);
        return request.build();
    }

    static List<WatchItem> items(Snapshot snapshot) {
        List<WatchItem> items = new ArrayList<>(snapshot.getItemsCount());
        snapshot.getItemsList().forEach(item -> readable(item).ifPresent(items::add));
        return items;
    }

    /** The batch without changes up to that revision. */
    static WatchBatch after(ChangeBatch batch, long revision) {
        List<WatchChange> changes = new ArrayList<>(batch.getChangesCount());
        for (Change change : batch.getChangesList()) {
            if (change.getRevision() > revision) {
                change(change).ifPresent(changes::add);
            }
        }
        return new WatchBatch(batch.getRevision(), changes);
    }

    private static Optional<WatchChange> change(Change change) {
        return switch (change.getChangeCase()) {
            case PUT ->
                readable(change.getPut())
                        .map(item -> new WatchChange.Put(change.getRevision(), item, change.getCause()));
            case REMOVED ->
                kind(change.getRemoved().getKind())
                        .map(kind -> new WatchChange.Removed(
                                change.getRevision(),
                                kind,
                                change.getRemoved().getName(),
                                change.getRemoved().getMachineId(),
                                change.getCause()));
            case CHANGE_NOT_SET -> Optional.empty();
        };
    }

    private static Optional<WatchItem> readable(Item item) {
        try {
            return fromProto(item);
        } catch (FlotillaException e) {
            LOG.warn("passed over a record that cannot be read: {}: {}", item.getItemCase(), e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<WatchItem> fromProto(Item item) {
        return switch (item.getItemCase()) {
            case UNIT -> Optional.of(new WatchItem.OfUnit(UnitWire.fromProto(item.getUnit())));
            case MACHINE -> Optional.of(new WatchItem.OfMachine(MachineWire.fromProto(item.getMachine())));
            case PLACEMENT -> Optional.of(new WatchItem.OfPlacement(PlacementWire.fromProto(item.getPlacement())));
            case PENDING -> Optional.of(new WatchItem.OfPending(PlacementWire.fromProto(item.getPending())));
            case STATE -> Optional.of(new WatchItem.OfState(StateWire.fromProto(item.getState())));
            case LEADER ->
                Optional.of(new WatchItem.OfLeader(new Leader(
                        item.getLeader().getCandidate(), item.getLeader().getTerm())));
            case BRAKE -> Optional.of(new WatchItem.OfBrake(BrakeWire.fromProto(item.getBrake())));
            case ITEM_NOT_SET -> Optional.empty();
        };
    }

    private static Kind toProto(WatchKind kind) {
        return switch (kind) {
            case UNIT -> Kind.KIND_UNIT;
            case MACHINE -> Kind.KIND_MACHINE;
            case PLACEMENT -> Kind.KIND_PLACEMENT;
            case PENDING -> Kind.KIND_PENDING;
            case STATE -> Kind.KIND_STATE;
            case LEADER -> Kind.KIND_LEADER;
            case BRAKE -> Kind.KIND_BRAKE;
        };
    }

    private static Optional<WatchKind> kind(Kind kind) {
        return switch (kind) {
            case KIND_UNIT -> Optional.of(WatchKind.UNIT);
            case KIND_MACHINE -> Optional.of(WatchKind.MACHINE);
            case KIND_PLACEMENT -> Optional.of(WatchKind.PLACEMENT);
            case KIND_PENDING -> Optional.of(WatchKind.PENDING);
            case KIND_STATE -> Optional.of(WatchKind.STATE);
            case KIND_LEADER -> Optional.of(WatchKind.LEADER);
            case KIND_BRAKE -> Optional.of(WatchKind.BRAKE);
            case KIND_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
        };
    }
}
