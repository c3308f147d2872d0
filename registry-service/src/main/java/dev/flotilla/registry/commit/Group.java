package dev.flotilla.registry.commit;

import dev.flotilla.registry.record.Causes;
import dev.flotilla.store.Compare;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Value;
import dev.flotilla.store.Write;
import dev.flotilla.store.key.KeyScheme;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Transactions that are committed as one. No member writes or compares a key that another one writes or compares, so the
 * outcome is that of one after the other; their causes are put together.
 */
final class Group {
    /** Leaves room for the causes. */
    private static final int MOST_OPERATIONS = Transaction.MAX_OPERATIONS - 1;

    private static final int MOST_MEMBERS = 32;
    private static final int MOST_BYTES = Transaction.MAX_BYTES / 4;

    private final KeyScheme keys;
    private final List<GroupCommits.Member> members = new ArrayList<>();
    private final Set<String> touched = new HashSet<>();
    private int compares;
    private int writes;
    private long bytes;

    Group(KeyScheme keys) {
        this.keys = keys;
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    List<GroupCommits.Member> members() {
        return members;
    }

    WriteKind kind() {
        return members.getFirst().kind();
    }

    /** Whether it has room for that one; it always has for a first. */
    boolean admits(GroupCommits.Member member) {
        Transaction more = member.transaction();
        return members.isEmpty()
                || !member.goesAlone()
                        && !members.getFirst().goesAlone()
                        && members.size() < MOST_MEMBERS
                        && member.kind() == kind()
                        && compares + more.compares().size() <= MOST_OPERATIONS
                        && writes + more.writes().size() <= MOST_OPERATIONS
                        && bytes + size(more) <= MOST_BYTES
                        && isShareable(more)
                        && isShareable(members.getFirst().transaction())
                        && isApart(more);
    }

    void add(GroupCommits.Member member) {
        members.add(member);
        Transaction transaction = member.transaction();
        compares += transaction.compares().size();
        writes += transaction.writes().size();
        bytes += size(transaction);
        transaction.compares().forEach(compare -> touched.add(compare.key()));
        transaction.writes().forEach(write -> key(write, touched));
    }

    Transaction transaction() {
        if (members.size() == 1) {
            return members.getFirst().transaction();
        }
        Transaction.Builder together = Transaction.builder();
        List<Value> causes = new ArrayList<>();
        for (GroupCommits.Member member : members) {
            member.transaction().compares().forEach(together::when);
            for (Write write : member.transaction().writes()) {
                if (isCause(write)) {
                    causes.add(((Write.Put) write).value());
                } else {
                    together.then(write);
                }
            }
        }
        if (!causes.isEmpty()) {
            together.then(Causes.write(keys, causes));
        }
        return together.build();
    }

    /** Whole ranges are not looked into. */
    private static boolean isShareable(Transaction transaction) {
        return transaction.writes().stream().noneMatch(Write.DeletePrefix.class::isInstance);
    }

    private boolean isApart(Transaction transaction) {
        for (Compare compare : transaction.compares()) {
            if (touched.contains(compare.key())) {
                return false;
            }
        }
        Set<String> written = new HashSet<>();
        transaction.writes().forEach(write -> key(write, written));
        return written.stream().noneMatch(touched::contains);
    }

    private void key(Write write, Set<String> into) {
        switch (write) {
            case Write.Put put -> {
                if (!isCause(put)) {
                    into.add(put.key());
                }
            }
            case Write.Delete delete -> into.add(delete.key());
            case Write.DeletePrefix _ -> {}
        }
    }

    private boolean isCause(Write write) {
        return write instanceof Write.Put put && put.key().equals(Causes.key(keys));
    }

    private static long size(Transaction transaction) {
        long size = 0;
        for (Write write : transaction.writes()) {
            size += write instanceof Write.Put put ? put.value().size() : 0;
        }
        return size;
    }
}
