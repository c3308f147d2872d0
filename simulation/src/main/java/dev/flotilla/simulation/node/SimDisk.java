package dev.flotilla.simulation.node;

import dev.flotilla.agent.assignment.Assignments;
import dev.flotilla.agent.assignment.KeptAssignments;
import dev.flotilla.agent.reconcile.Achieved;
import dev.flotilla.agent.reconcile.KeptProgress;
import dev.flotilla.agent.session.Contact;
import dev.flotilla.agent.session.KeptContact;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.simulation.scenario.Step;
import dev.flotilla.simulation.time.Life;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** A machine's disk: what its agents keep there outlives them, and the machine's boots, until it is wiped. */
final class SimDisk {
    private static final int SNAPSHOTS = 4;

    private Files now = new Files(Assignments.UNKNOWN, Optional.empty());
    private final Deque<Files> older = new ArrayDeque<>();
    private boolean full;
    private boolean behind;
    /** What was accepted last is not on it. */
    private boolean incomplete;

    private Optional<Heard> heard = Optional.empty();
    private Optional<Runnable> death = Optional.empty();
    private boolean diesInTheMiddle;

    private record Files(Assignments assignments, Optional<Progress> progress) {}

    private record Heard(String boot, Contact contact, long at) {}

    private record Progress(String boot, Map<UnitName, Achieved> achieved) {}

    void setFull(boolean isFull) {
        full = isFull;
    }

    /** Whether the progress on it is not what was to be kept last: that did not fit, or an older copy was brought back. */
    boolean isBehind() {
        return behind;
    }

    /**
     * Whoever writes next dies of it. A file is replaced whole, so what is there afterwards is the old or the new one.
     *
     * @param middle in the middle of it, not right after it
     */
    void dieOfNextWrite(boolean middle, Runnable dies) {
        diesInTheMiddle = middle;
        death = Optional.of(dies);
    }

    void nobodyDies() {
        death = Optional.empty();
    }

    /** Somebody has been at it while nobody looked. */
    void becomes(Step.Disk disk) {
        behind |= disk == Step.Disk.OLD;
        heard = heard.filter(kept -> disk == Step.Disk.KEPT || disk == Step.Disk.TORN || disk == Step.Disk.WRITTEN);
        now = switch (disk) {
            case KEPT, TORN, WRITTEN -> now;
            case LOST -> new Files(Assignments.UNKNOWN, Optional.empty());
            case OLD -> older.isEmpty() ? now : older.getFirst();
            case DAMAGED -> new Files(Assignments.UNKNOWN, now.progress().map(SimDisk::damaged));
        };
    }

    /** Lines that cannot be read are passed over. */
    private static Progress damaged(Progress progress) {
        TreeMap<UnitName, Achieved> readable = new TreeMap<>(progress.achieved());
        readable.keySet().removeIf(name -> name.hashCode() % 2 == 0);
        return new Progress(progress.boot(), readable);
    }

    private void write(Files next) throws IOException {
        Optional<Runnable> dying = death;
        death = Optional.empty();
        if (dying.isPresent() && diesInTheMiddle) {
            dying.get().run();
            throw new Life.Ended();
        }
        if (full) {
            throw new IOException("No space left on device");
        }
        older.addLast(now);
        if (older.size() > SNAPSHOTS) {
            older.removeFirst();
        }
        now = next;
        dying.ifPresent(dies -> {
            dies.run();
            throw new Life.Ended();
        });
    }

    KeptAssignments assignments() {
        return new KeptAssignments() {
            @Override
            public void save(Assignments accepted) throws IOException {
                incomplete = true;
                write(new Files(accepted, now.progress()));
                incomplete = false;
            }

            @Override
            public Assignments load() {
                return now.assignments();
            }
        };
    }

    /** When its machine was heard last in this boot, and for which units that counts. */
    boolean hasContact(String boot) {
        return !incomplete && heard.filter(kept -> kept.boot().equals(boot)).isPresent();
    }

    /** Overwritten in place, again and again: nobody dies of it, and it is no state of the disk to come back to. */
    KeptContact contact(String boot, LongSupplier nanos) {
        return new KeptContact() {
            @Override
            public void save(Contact contact) throws IOException {
                if (full) {
                    throw new IOException("No space left on device");
                }
                heard = Optional.of(new Heard(boot, contact, nanos.getAsLong()));
            }

            @Override
            public Optional<Contact> load() {
                return heard.filter(kept -> kept.boot().equals(boot))
                        .map(kept -> new Contact(
                                kept.contact().age().plusNanos(nanos.getAsLong() - kept.at()),
                                kept.contact().ttl()));
            }
        };
    }

    /** What was achieved counts for one boot. */
    KeptProgress progress(String boot) {
        return new KeptProgress() {
            @Override
            public void save(Map<UnitName, Achieved> achieved) throws IOException {
                behind = true;
                write(new Files(now.assignments(), Optional.of(new Progress(boot, Map.copyOf(achieved)))));
                behind = false;
            }

            @Override
            public Map<UnitName, Achieved> load() {
                return now.progress()
                        .filter(kept -> kept.boot().equals(boot))
                        .map(Progress::achieved)
                        .orElse(Map.of());
            }
        };
    }
}
