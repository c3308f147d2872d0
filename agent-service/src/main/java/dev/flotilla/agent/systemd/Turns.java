package dev.flotilla.agent.systemd;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Calls for one unit take effect one after the other, those for different units do not wait for each other. */
final class Turns {
    private final UnitTable table;
    private final Executor loop;

    Turns(UnitTable table, Executor loop) {
        this.table = table;
        this.loop = loop;
    }

    /** Begins when all that was asked for the unit before is over, however it ended. To be called on the loop's thread. */
    <T> CompletableFuture<T> take(TrackedUnit unit, Supplier<CompletableFuture<T>> action) {
        CompletableFuture<?> before = unit.turn;
        CompletableFuture<T> mine = before.isDone()
                ? begin(action)
                : before.handleAsync((value, failure) -> begin(action), loop).thenCompose(begun -> begun);
        unit.turn = mine;
        CompletableFuture<?> unused = mine.whenCompleteAsync((value, failure) -> tidy(unit, mine), loop);
        return mine;
    }

    private static <T> CompletableFuture<T> begin(Supplier<CompletableFuture<T>> action) {
        try {
            return action.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** A unit that is not there, and that nobody asks anything of, need not be remembered, unless something is left of it. */
    private void tidy(TrackedUnit unit, CompletableFuture<?> last) {
        if (unit.turn == last && !table.has(unit.name()) && !unit.isHalfDone()) {
            table.drop(unit);
        }
    }
}
