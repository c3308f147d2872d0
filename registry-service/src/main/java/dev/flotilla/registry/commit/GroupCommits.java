package dev.flotilla.registry.commit;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.registry.loop.Futures;
import dev.flotilla.registry.loop.Loop;
import dev.flotilla.store.CommitResult;
import dev.flotilla.store.Compare;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.key.KeyScheme;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * Commits small transactions of one kind together, in one transaction of the store, as long as they touch different keys:
 * while a group is under way, the next one gathers. Nobody waits for company: a transaction that comes alone goes alone.
 *
 * <p>That there is one group at a time, and that a group is not larger than a part of a plan, is also what lets placing keep
 * pace with submitting: both take turns with the store, and neither takes more in a turn than the other.
 *
 * <p>A group is all or nothing, its members are not: when compares fail, those that own them are told so, and the others go
 * again. One that was held up by others so often goes alone then. On the loop.
 */
public final class GroupCommits implements Committer {
    private static final int PATIENCE = 3;

    private final Loop loop;
    private final Commits commits;
    private final KeyScheme keys;
    private final Deque<Member> waiting = new ArrayDeque<>();
    private boolean underWay;
    private boolean due;

    public GroupCommits(Loop loop, Commits commits, KeyScheme keys) {
        this.loop = loop;
        this.commits = commits;
        this.keys = keys;
    }

    /** @param setbacks how often it was in a group that others' compares brought down */
    record Member(
            WriteKind kind,
            Transaction transaction,
            BooleanSupplier stillWanted,
            CompletableFuture<CommitResult> answer,
            int setbacks) {
        Member again() {
            return new Member(kind, transaction, stillWanted, answer, setbacks + 1);
        }

        boolean goesAlone() {
            return setbacks >= PATIENCE;
        }
    }

    @Override
    public CompletableFuture<CommitResult> commit(
            WriteKind kind, Transaction transaction, BooleanSupplier stillWanted) {
        Member member = new Member(kind, transaction, stillWanted, new CompletableFuture<>(), 0);
        waiting.add(member);
        flushSoon();
        return member.answer();
    }

    /** Behind what has gathered on the loop: one group for all of it. */
    private void flushSoon() {
        if (!due && !underWay && !waiting.isEmpty()) {
            due = true;
            loop.execute(this::flush);
        }
    }

    private void flush() {
        due = false;
        Group group = gather();
        if (!group.isEmpty()) {
            underWay = true;
            send(group);
        }
    }

    private Group gather() {
        Group group = new Group(keys);
        while (!waiting.isEmpty()) {
            Member next = waiting.element();
            if (!next.stillWanted().getAsBoolean()) {
                waiting.remove();
                next.answer()
                        .completeExceptionally(
                                new FlotillaError.Unavailable("the caller waits no longer").asException());
            } else if (group.admits(next)) {
                group.add(waiting.remove());
            } else {
                break;
            }
        }
        return group;
    }

    private void send(Group group) {
        begun(group).whenComplete((result, failure) -> {
            underWay = false;
            if (failure != null) {
                failed(group, Futures.error(failure));
            } else if (result instanceof CommitResult.Conflicted conflict) {
                conflicted(group, conflict);
            } else {
                group.members().forEach(member -> member.answer().complete(result));
            }
            flushSoon();
        });
    }

    /** Whatever is thrown, too, is the group's outcome: the next one must have its turn. */
    private CompletableFuture<CommitResult> begun(Group group) {
        try {
            return commits.commit(group.kind(), group.transaction());
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void conflicted(Group group, CommitResult.Conflicted conflict) {
        List<Member> innocent = new ArrayList<>();
        for (Member member : group.members()) {
            List<Compare> own = member.transaction().compares().stream()
                    .filter(conflict.failed()::contains)
                    .toList();
            if (own.isEmpty()) {
                innocent.add(member.again());
            } else {
                member.answer().complete(new CommitResult.Conflicted(conflict.revision(), own));
            }
        }
        putBack(innocent);
    }

    /** What is refused for what it says may be the fault of one: then each goes alone. */
    private void failed(Group group, FlotillaError error) {
        boolean atFault = error instanceof FlotillaError.Invalid || error instanceof FlotillaError.TooLarge;
        if (atFault && group.members().size() > 1) {
            putBack(group.members().stream()
                    .map(member -> new Member(
                            member.kind(), member.transaction(), member.stillWanted(), member.answer(), PATIENCE))
                    .toList());
        } else {
            group.members().forEach(member -> member.answer().completeExceptionally(error.asException()));
        }
    }

    private void putBack(List<Member> members) {
        members.reversed().forEach(waiting::addFirst);
    }
}
