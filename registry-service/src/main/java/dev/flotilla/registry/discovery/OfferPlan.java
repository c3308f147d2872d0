package dev.flotilla.registry.discovery;

import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceKey;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.store.Compare;
import dev.flotilla.store.LeaseId;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Value;
import dev.flotilla.store.Write;
import dev.flotilla.store.key.KeyScheme;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What has to be written so that the store says what a machine offers: nothing for what it says already. A record of the
 * same name that is another machine's is left alone while its instance is the younger one, and one that another program
 * wrote for as long as it is there; one that makes no sense is replaced.
 */
final class OfferPlan {
    /** Instances in one transaction: each has at most two compares and two writes, and there is the fence. */
    private static final int CHUNK = Transaction.MAX_OPERATIONS / 2 - 1;

    private final MachineId machine;
    private final Claim claim;
    private final KeyScheme keys;
    private final CatalogState catalog;
    private final Beliefs beliefs;
    private final List<Step> steps = new ArrayList<>();
    private final List<InstanceKey> leftAlone = new ArrayList<>();

    /** What belongs together: the writes of one instance, and what they count on. */
    record Step(List<Compare> compares, List<Write> writes) {
        private int size() {
            return writes.stream().mapToInt(Write::size).sum();
        }
    }

    OfferPlan(MachineId machine, Claim claim, KeyScheme keys, CatalogState catalog, Beliefs beliefs) {
        this.machine = machine;
        this.claim = claim;
        this.keys = keys;
        this.catalog = catalog;
        this.beliefs = beliefs;
    }

    void offer(Offer offer) {
        Slot slot = catalog.slot(offer.key());
        String published = keys.service(offer.key().service(), offer.key().name());
        String withdrawn = keys.withdrawn(offer.key().service(), offer.key().name());
        Optional<Beliefs.Held> inPublished = beliefs.at(published, slot.published());
        Optional<Beliefs.Held> inWithdrawn = beliefs.at(withdrawn, slot.withdrawn());
        if (isLeftTo(slot, offer)) {
            leftAlone.add(offer.key());
            return;
        }
        boolean passing = offer.instance().isPassing();
        String target = passing ? published : withdrawn;
        String other = passing ? withdrawn : published;
        Value value = offer.value();
        LeaseId lease = claim.lease(offer.ttl());
        List<Compare> compares = new ArrayList<>();
        List<Write> writes = new ArrayList<>();
        if ((passing ? inPublished : inWithdrawn)
                .filter(held -> held.is(value, lease))
                .isEmpty()) {
            writes.add(new Write.Put(target, value, lease));
        }
        (passing ? inWithdrawn : inPublished).ifPresent(held -> {
            compares.add(new Compare.ModRevision(other, held.revision()));
            writes.add(new Write.Delete(other));
        });
        add(compares, writes);
    }

    /** Deletes the machine's own records of these instances. */
    void withdraw(Collection<InstanceKey> instances) {
        for (InstanceKey key : instances) {
            Slot slot = catalog.slot(key);
            List<Compare> compares = new ArrayList<>();
            List<Write> writes = new ArrayList<>();
            delete(keys.service(key.service(), key.name()), slot.published(), compares, writes);
            delete(keys.withdrawn(key.service(), key.name()), slot.withdrawn(), compares, writes);
            add(compares, writes);
        }
    }

    /** The first of the steps, as many as fit into one transaction; empty when nothing is amiss. */
    List<Step> next() {
        List<Step> chunk = new ArrayList<>();
        int bytes = 0;
        for (Step step : steps) {
            bytes += step.size();
            if (chunk.size() == CHUNK || bytes > Transaction.MAX_BYTES) {
                break;
            }
            chunk.add(step);
        }
        return chunk;
    }

    /** Offers whose places are taken by others. */
    List<InstanceKey> leftAlone() {
        return List.copyOf(leftAlone);
    }

    private void add(List<Compare> compares, List<Write> writes) {
        if (!writes.isEmpty()) {
            steps.add(new Step(compares, writes));
        }
    }

    private void delete(String storeKey, Optional<StoredRecord> shown, List<Compare> compares, List<Write> writes) {
        beliefs.at(storeKey, shown).filter(held -> isOurs(held, shown)).ifPresent(held -> {
            compares.add(new Compare.ModRevision(storeKey, held.revision()));
            writes.add(new Write.Delete(storeKey));
        });
    }

    private boolean isOurs(Beliefs.Held held, Optional<StoredRecord> shown) {
        return held.lease().filter(claim.leases()::containsValue).isPresent()
                || shown.flatMap(StoredRecord::instance)
                        .flatMap(Instance::machine)
                        .filter(machine::equals)
                        .isPresent();
    }

    private boolean isLeftTo(Slot slot, Offer offer) {
        return slot.instance()
                .filter(standing -> !standing.machine().equals(Optional.of(machine)))
                .filter(standing -> standing.machine().isEmpty() || isYounger(standing, offer.instance()))
                .isPresent();
    }

    private static boolean isYounger(Instance standing, Instance ours) {
        Instant theirs = standing.since().orElse(Instant.MIN);
        int order = theirs.compareTo(ours.since().orElse(Instant.MIN));
        return order > 0
                || order == 0
                        && standing.machine()
                                        .toString()
                                        .compareTo(ours.machine().toString())
                                > 0;
    }
}
