package dev.flotilla.store.etcd;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.store.Entry;
import dev.flotilla.store.KeyRange;
import dev.flotilla.store.Page;
import dev.flotilla.store.ReadRequest;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.options.GetOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/**
 * One read, in pieces that etcd can answer, all at the revision of the first. For each piece etcd goes through all keys that are
 * left, to count them, so many small pieces of a large range take a time that grows with its square: a piece has as many keys as
 * make a few megabytes, going by those of the last.
 */
final class EtcdRead {
    /** The first piece of a read, which says how large its values are. */
    static final int FIRST_PIECE = 1_000;

    private static final int LARGEST_PIECE = 10_000;
    private static final long PIECE_BYTES = 4 << 20;

    private final BiFunction<ByteSequence, GetOption, CompletableFuture<GetResponse>> get;
    private final ReadRequest request;
    private final List<Entry> entries = new ArrayList<>();
    private long revision;
    private int pieceSize = FIRST_PIECE;

    private EtcdRead(BiFunction<ByteSequence, GetOption, CompletableFuture<GetResponse>> get, ReadRequest request) {
        this.get = get;
        this.request = request;
        this.revision = request.revision();
    }

    /** @param get one call to etcd, with its own time limit */
    static CompletableFuture<Page> start(
            BiFunction<ByteSequence, GetOption, CompletableFuture<GetResponse>> get, ReadRequest request) {
        EtcdRead read = new EtcdRead(get, request);
        return read.piece(read.firstKey()).exceptionallyCompose(read::explain);
    }

    private ByteSequence firstKey() {
        String start =
                switch (request.range()) {
                    case KeyRange.Single single -> single.key();
                    case KeyRange.Prefix prefix -> prefix.prefix();
                };
        return request.startAfter()
                .filter(key -> key.compareTo(start) >= 0)
                .map(key -> behind(EtcdBytes.key(key)))
                .orElseGet(() -> EtcdBytes.start(request.range()));
    }

    /** The smallest key after this one. */
    private static ByteSequence behind(ByteSequence key) {
        return key.concat(EtcdBytes.NUL);
    }

    private CompletableFuture<Page> piece(ByteSequence from) {
        if (request.range() instanceof KeyRange.Single single && !from.equals(EtcdBytes.key(single.key()))) {
            return nothingAfterSingle();
        }
        GetOption.Builder option = GetOption.builder().withRevision(revision).withLimit(wanted());
        EtcdBytes.end(request.range()).ifPresent(option::withRange);
        return get.apply(from, option.build()).thenCompose(this::collect);
    }

    private int wanted() {
        return request.limit() == 0 ? pieceSize : Math.min(pieceSize, request.limit() - entries.size());
    }

    /** How many like these make a piece. */
    private static int sizeLike(List<KeyValue> last) {
        long bytes = last.stream()
                .mapToLong(kv -> kv.getKey().size() + kv.getValue().size())
                .sum();
        return Math.clamp(PIECE_BYTES * last.size() / Math.max(1, bytes), 1, LARGEST_PIECE);
    }

    private CompletableFuture<Page> collect(GetResponse response) {
        if (revision == 0) {
            revision = response.getHeader().getRevision();
        }
        response.getKvs().forEach(kv -> entries.add(EtcdBytes.entry(kv)));
        boolean full = request.limit() > 0 && entries.size() >= request.limit();
        if (response.isMore() && !full) {
            pieceSize = sizeLike(response.getKvs());
            return piece(behind(response.getKvs().getLast().getKey()));
        }
        return CompletableFuture.completedFuture(new Page(entries, revision, response.isMore()));
    }

    /** The page after a single key is empty, but still has a revision. */
    private CompletableFuture<Page> nothingAfterSingle() {
        return start(get, new ReadRequest(request.range(), request.revision(), 1, Optional.empty()))
                .thenApply(page -> new Page(List.of(), page.revision(), false));
    }

    private CompletableFuture<Page> explain(Throwable thrown) {
        if (EtcdFailures.isCompacted(thrown)) {
            if (request.revision() == 0) {
                return start(get, request); // compacted between two pieces: the newest revision is another one now
            }
            return CompletableFuture.failedFuture(new FlotillaError.Compacted(
                            "revision " + request.revision() + " was compacted", request.revision() + 1)
                    .asException());
        }
        if (EtcdFailures.isFuture(thrown)) {
            return CompletableFuture.failedFuture(
                    new FlotillaError.Invalid("revision " + request.revision() + " lies in the future of etcd's")
                            .asException());
        }
        return CompletableFuture.failedFuture(EtcdFailures.translate("read", thrown));
    }
}
