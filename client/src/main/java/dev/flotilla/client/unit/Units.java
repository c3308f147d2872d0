package dev.flotilla.client.unit;

import dev.flotilla.client.transport.Calls;
import dev.flotilla.client.transport.RepeatedFailure;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.unit.RequestId;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.proto.v1.DestroyUnitRequest;
import dev.flotilla.proto.v1.DestroyUnitResponse;
import dev.flotilla.proto.v1.GetUnitRequest;
import dev.flotilla.proto.v1.ListUnitsRequest;
import dev.flotilla.proto.v1.PutUnitRequest;
import dev.flotilla.proto.v1.PutUnitResponse;
import dev.flotilla.proto.v1.UnitServiceGrpc;
import dev.flotilla.wire.ErrorWire;
import dev.flotilla.wire.PlacementWire;
import dev.flotilla.wire.StateWire;
import dev.flotilla.wire.UnitWire;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The cluster's units. Blocking methods throw a {@link dev.flotilla.model.error.FlotillaException}; the futures of the
 * others fail with one.
 */
public final class Units {
    /** As many as one call of {@link #list} asks for at a time. */
    private static final int PAGE = 500;

    private final Calls calls;

    public Units(Calls calls) {
        this.calls = calls;
    }

    /** All units, sorted by name. Read in pages: units that come or go meanwhile may or may not be in it. */
    public List<UnitView> list() {
        List<UnitView> all = new ArrayList<>();
        UnitPage page = list(Optional.empty(), PAGE);
        all.addAll(page.units());
        while (page.more()) {
            page = list(Optional.of(all.getLast().unit().name()), PAGE);
            all.addAll(page.units());
        }
        return List.copyOf(all);
    }

    /**
     * A page of the list.
     *
     * @param after only names after this one
     * @param limit at most so many; 0: all
     */
    public UnitPage list(Optional<UnitName> after, int limit) {
        return calls.join(listAsync(after, limit));
    }

    public CompletableFuture<UnitPage> listAsync(Optional<UnitName> after, int limit) {
        ListUnitsRequest request = ListUnitsRequest.newBuilder()
                .setAfter(after.map(UnitName::value).orElse(""))
                .setLimit(limit)
                .setMinRevision(calls.seen())
                .build();
        return calls.call(UnitServiceGrpc.getListUnitsMethod(), request, answer -> {
            calls.saw(answer.getRevision());
            return new UnitPage(
                    answer.getUnitsList().stream().map(Units::view).toList(), answer.getRevision(), answer.getMore());
        });
    }

    /** {@link FlotillaError.NotFound} when there is none. */
    public UnitView get(UnitName name) {
        return calls.join(getAsync(name));
    }

    public CompletableFuture<UnitView> getAsync(UnitName name) {
        GetUnitRequest request = GetUnitRequest.newBuilder()
                .setName(name.value())
                .setMinRevision(calls.seen())
                .build();
        return calls.call(UnitServiceGrpc.getGetUnitMethod(), request, answer -> {
            calls.saw(answer.getRevision());
            return view(answer.getUnit());
        });
    }

    /**
     * Creates a unit, changes its desired state, or replaces its content. When a replica is lost over it the call is
     * repeated at another: the outcome is then that of the repetition, {@code UNCHANGED} when the first had gone through. Both
     * have the same id, so that a unit that the first has started, and that has ended since, is not started again.
     */
    public PutOutcome put(PutRequest request) {
        return calls.join(putAsync(request));
    }

    public CompletableFuture<PutOutcome> putAsync(PutRequest request) {
        PutUnitRequest.Builder wire = PutUnitRequest.newBuilder()
                .setName(request.name().value())
                .setChangedBy(request.changedBy().orElse(calls.user()))
                .setExpectedRevision(request.expectedRevision())
                .setRequestId(request.id().map(RequestId::value).orElseGet(Units::newId));
        request.file().ifPresent(file -> wire.addAllOptions(UnitWire.options(file)));
        request.desired().ifPresent(desired -> wire.setDesiredState(UnitWire.toProto(desired)));
        PutUnitRequest asked = wire.build();
        AtomicBoolean repeated = new AtomicBoolean();
        CompletableFuture<PutOutcome> outcome = calls.call(
                UnitServiceGrpc.getPutUnitMethod(),
                asked,
                error -> {
                    repeated.set(true);
                    return new RepeatedFailure.Failed<PutUnitResponse>();
                },
                answer -> {
                    calls.saw(answer.getRevision());
                    return new PutOutcome(kind(answer.getOutcome()), answer.getRevision());
                });
        return request.expectedRevision() == 0
                ? outcome
                : outcome.exceptionallyCompose(failure -> repeated.get() && isConflict(failure)
                        ? unlessItWasUs(request, asked.getChangedBy(), failure)
                        : CompletableFuture.failedFuture(failure));
    }

    private static String newId() {
        return UUID.randomUUID().toString();
    }

    /** The revision that a repeated call conflicts with may be that of the first attempt, whose answer was lost. */
    private CompletableFuture<PutOutcome> unlessItWasUs(PutRequest request, String by, Throwable conflict) {
        return getAsync(request.name()).thenCompose(found -> {
            Unit unit = found.unit();
            boolean asWished = unit.revision() > request.expectedRevision()
                    && unit.changedBy().equals(by)
                    && request.file().map(unit.file()::equals).orElse(true)
                    && request.desired().map(unit.desired()::equals).orElse(true);
            return asWished
                    ? CompletableFuture.completedFuture(new PutOutcome(PutOutcome.Kind.UNCHANGED, unit.revision()))
                    : CompletableFuture.failedFuture(conflict);
        });
    }

    private static boolean isConflict(Throwable failure) {
        return ErrorWire.fromThrowable(failure) instanceof FlotillaError.Conflict;
    }

    /** Removes a unit in the name of the client's user; {@link FlotillaError.NotFound} when there is none. */
    public long destroy(UnitName name) {
        return destroy(name, calls.user());
    }

    /** Removes a unit; returns the revision from which on it is gone. */
    public long destroy(UnitName name, String changedBy) {
        return calls.join(destroyAsync(name, changedBy));
    }

    public CompletableFuture<Long> destroyAsync(UnitName name, String changedBy) {
        DestroyUnitRequest request = DestroyUnitRequest.newBuilder()
                .setName(name.value())
                .setChangedBy(changedBy)
                .build();
        // Gone at the second try means that the first one did it, or somebody else: the caller has what he wanted.
        RepeatedFailure<DestroyUnitResponse> gone =
                RepeatedFailure.done(FlotillaError.NotFound.class, error -> DestroyUnitResponse.newBuilder()
                        .setRevision(calls.seen())
                        .build());
        return calls.call(UnitServiceGrpc.getDestroyUnitMethod(), request, gone, answer -> {
            calls.saw(answer.getRevision());
            return answer.getRevision();
        });
    }

    private static UnitView view(dev.flotilla.proto.v1.UnitView view) {
        return new UnitView(
                UnitWire.fromProto(view.getUnit()),
                view.hasPlacement() ? Optional.of(PlacementWire.fromProto(view.getPlacement())) : Optional.empty(),
                view.hasPending() ? Optional.of(PlacementWire.fromProto(view.getPending())) : Optional.empty(),
                view.getStatesList().stream().map(StateWire::fromProto).toList());
    }

    private static PutOutcome.Kind kind(PutUnitResponse.Outcome outcome) {
        return switch (outcome) {
            case OUTCOME_CREATED -> PutOutcome.Kind.CREATED;
            case OUTCOME_REPLACED -> PutOutcome.Kind.REPLACED;
            case OUTCOME_CHANGED -> PutOutcome.Kind.CHANGED;
            case OUTCOME_UNCHANGED -> PutOutcome.Kind.UNCHANGED;
            case OUTCOME_UNSPECIFIED, UNRECOGNIZED ->
                throw new FlotillaError.Internal("the registry did not say what became of the unit").asException();
        };
    }
}
