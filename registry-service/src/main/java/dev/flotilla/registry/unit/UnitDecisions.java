package dev.flotilla.registry.unit;

import dev.flotilla.model.discovery.Declarations;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.registry.commit.Decision;
import dev.flotilla.registry.record.Causes;
import dev.flotilla.registry.record.Records;
import dev.flotilla.registry.unit.PutResult.Outcome;
import dev.flotilla.registry.watch.Item;
import dev.flotilla.registry.watch.Written;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Value;
import dev.flotilla.store.Write;
import dev.flotilla.store.key.KeyScheme;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * What a call about a unit means for what is stored. A unit that becomes inactive, is destroyed, or gets other placement
 * requirements loses its placement in the same transaction: so a placement always satisfies the content it was made for.
 */
final class UnitDecisions {
    private final KeyScheme keys;
    private final Written written;
    private final Function<String, Optional<String>> objection;

    /** @param objection what speaks against a host at which a unit says that it is reached */
    UnitDecisions(KeyScheme keys, Written written, Function<String, Optional<String>> objection) {
        this.keys = keys;
        this.written = written;
        this.objection = objection;
    }

    /**
     * @param ended it was launched and does not run any more: asked for again, it is to be started again
     */
    Decision<StoredUnit, PutResult> put(PutUnit call, StoredUnit stored, boolean ended, Instant now) {
        if (stored.unit().filter(unit -> isDoneBy(call, unit)).isPresent()) {
            return new Decision.Answer<>(new PutResult(Outcome.UNCHANGED, stored.revision()));
        }
        if (call.expectedRevision() != 0 && call.expectedRevision() != stored.revision()) {
            return new Decision.Refuse<>(UnitErrors.moved(call.name(), call.expectedRevision(), stored.revision()));
        }
        return stored.unit()
                .map(unit -> change(call, stored, unit, ended, now))
                .orElseGet(() -> create(call, stored, now));
    }

    /** The call comes again: it was carried out, whatever has become of the unit since. */
    private static boolean isDoneBy(PutUnit call, Unit unit) {
        return call.request().isPresent()
                && call.request().equals(unit.request())
                && call.file().map(unit.file()::equals).orElse(true)
                && call.desired().map(unit.desired()::equals).orElse(true);
    }

    Decision<StoredUnit, Long> destroy(StoredUnit stored, String by) {
        if (stored.isAbsent()) {
            return new Decision.Refuse<>(UnitErrors.unknown(stored.name()));
        }
        String key = keys.unit(stored.name().value());
        Transaction transaction = Transaction.when(stored.unchanged(key))
                .then(new Write.Delete(key))
                .then(deletePlacement(stored.name()))
                .then(noteGlobal(stored.unit()))
                .then(cause(stored.name(), "destroyed by " + who(by)))
                .build();
        return new Decision.Write<>(
                transaction,
                revision -> revision,
                after -> after.isAbsent() ? OptionalLong.of(after.readAt()) : OptionalLong.empty());
    }

    private Decision<StoredUnit, PutResult> create(PutUnit call, StoredUnit stored, Instant now) {
        Optional<UnitFile> file = call.file();
        if (file.isEmpty()) {
            return new Decision.Refuse<>(UnitErrors.noOptions());
        }
        DesiredState desired = call.desired().orElse(DesiredState.INACTIVE);
        Unit unit = Unit.define(call.name(), file.get(), desired, now, call.changedBy());
        Declarations.checkHosts(unit.name(), unit.file(), objection);
        return write(call, stored, unit, Outcome.CREATED, !stored.isAbsent(), "submitted by " + who(call.changedBy()));
    }

    private Decision<StoredUnit, PutResult> change(
            PutUnit call, StoredUnit stored, Unit old, boolean ended, Instant now) {
        if (call.desired().isEmpty()) {
            return new Decision.Refuse<>(UnitErrors.noDesiredState());
        }
        DesiredState desired = call.desired().get();
        String by = call.changedBy();
        Optional<UnitFile> content = call.file().filter(file -> !file.equals(old.file()));
        if (content.isPresent()) {
            Unit unit = old.withFile(content.get(), now, by).withDesired(desired, now, by);
            Declarations.checkHosts(unit.name(), unit.file(), objection);
            boolean otherPlace = !unit.requirements().hasSameConstraints(old.requirements());
            return write(call, stored, unit, Outcome.REPLACED, otherPlace, "content replaced by " + who(by));
        }
        boolean again = ended && desired == DesiredState.LAUNCHED;
        if (desired == old.desired() && !again) {
            return new Decision.Answer<>(new PutResult(Outcome.UNCHANGED, stored.revision()));
        }
        Unit unit = old.withDesired(desired, now, by);
        String what = desired.word() + (desired == old.desired() ? " again" : "");
        return write(call, stored, unit, Outcome.CHANGED, false, "asked to be " + what + " by " + who(by));
    }

    private Decision<StoredUnit, PutResult> write(
            PutUnit call, StoredUnit stored, Unit changed, Outcome outcome, boolean loosen, String cause) {
        Unit unit = changed.withRequest(call.request());
        String key = keys.unit(unit.name().value());
        Transaction.Builder transaction = Transaction.when(stored.unchanged(key))
                .then(new Write.Put(key, written.remember(key, Records.unit(unit), new Item.OfUnit(unit))))
                .then(noteGlobal(stored.unit().filter(UnitDecisions::isGlobal).or(() -> Optional.of(unit))));
        if (loosen || unit.desired() == DesiredState.INACTIVE) {
            transaction.then(deletePlacement(unit.name())).then(cause(unit.name(), cause));
        } else {
            transaction.then(Causes.write(keys, cause, key));
        }
        return new Decision.Write<>(
                transaction.build(),
                revision -> new PutResult(outcome, revision),
                after -> after.unit().filter(found -> isSame(found, unit)).isPresent()
                        ? OptionalLong.of(after.revision())
                        : OptionalLong.empty());
    }

    /** The time of the change makes two writers' records differ. */
    private static boolean isSame(Unit found, Unit written) {
        return found.withRevision(0).equals(written.withRevision(0));
    }

    private Write[] deletePlacement(UnitName name) {
        return new Write[] {new Write.Delete(keys.placement(name.value())), new Write.Delete(keys.pending(name.value()))
        };
    }

    /** Placements that are being committed have to know, see {@link KeyScheme#globals}. */
    private Write[] noteGlobal(Optional<Unit> unit) {
        return unit
                .filter(UnitDecisions::isGlobal)
                .map(global ->
                        new Write.Put(keys.globals(), Value.utf8(global.name().value())))
                .stream()
                .toArray(Write[]::new);
    }

    private static boolean isGlobal(Unit unit) {
        return unit.requirements().global();
    }

    private Write cause(UnitName name, String cause) {
        return Causes.write(
                keys, cause, keys.unit(name.value()), keys.placement(name.value()), keys.pending(name.value()));
    }

    private static String who(String by) {
        return by.isBlank() ? "a user" : by;
    }
}
