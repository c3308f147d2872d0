package dev.flotilla.store;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A small, strongly consistent, versioned key-value store. All calls return at once; their futures complete on a thread of
 * the store, which must not be blocked: use the {@code *Async} stages for anything that waits.
 *
 * <p>Failures are {@link dev.flotilla.model.error.FlotillaException}s (wrapped in a
 * {@link java.util.concurrent.CompletionException} where {@code CompletableFuture} does so). {@code Unavailable} means
 * that the call was <em>not</em> carried out; a commit that may or may not have been is a
 * {@link CommitResult.OutcomeUnknown}. Calls over a network end within the adapter's timeout, whatever happens.
 */
public interface Store extends AutoCloseable {

    /**
     * Reads a range at one revision. All entries of the page, and of every later page that is asked for
     * {@linkplain ReadRequest#at at the page's revision}, belong to the same moment.
     *
     * <p>Fails with {@code Compacted} when the asked revision is older than the last compaction, with {@code Invalid} when
     * it lies in the future.
     */
    CompletableFuture<Page> read(ReadRequest request);

    /**
     * Carries out all writes at one revision if every compare holds, and nothing otherwise.
     *
     * <p>Commits that are under way at the same time may be carried out in any order; one that begins after another's
     * future has completed comes behind it.
     *
     * <p>Fails with {@code NotFound} when a lease does not exist (or expired): nothing was written then.
     */
    CompletableFuture<CommitResult> commit(Transaction transaction);

    /**
     * Follows a range. Nothing is lost between a {@link #read} at a revision and a watch after that revision.
     * Never throws for a store that cannot be reached: it keeps trying until {@link Watch#close()}.
     */
    Watch watch(WatchRequest request, WatchListener listener);

    /**
     * Grants a lease. The store may lengthen a very short one: use the {@link Lease#ttl()} that comes back.
     *
     * @param ttl positive, at most {@link Lease#MAX_TTL}; parts of a second are rounded up
     */
    CompletableFuture<Lease> grant(Duration ttl);

    /**
     * Starts the lease's TTL anew; costs no revision and no disk write. Fails with {@code NotFound} when it has expired or
     * was revoked.
     *
     * @return the time until it expires now
     */
    CompletableFuture<Duration> renew(LeaseId lease);

    /**
     * Ends a lease and deletes the keys attached to it, all at one revision. Fails with {@code NotFound} when there is no
     * such lease.
     */
    CompletableFuture<Void> revoke(LeaseId lease);

    /**
     * Discards the history before {@code revision}: reads at and watches after an older revision answer "compacted" from
     * then on. What is stored now stays. Compacting what was compacted before is a success.
     *
     * @return the oldest revision that can still be read, at least {@code revision}
     */
    CompletableFuture<Long> compact(long revision);

    /** Whether the store can take writes now. Never fails: what is wrong is in the answer. */
    CompletableFuture<Health> health();

    /** Ends every watch without a further callback and frees files, threads and connections. Open calls fail. */
    @Override
    void close();
}
