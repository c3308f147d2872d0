package dev.flotilla.store.embedded;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.store.Change;
import dev.flotilla.store.Entry;
import dev.flotilla.store.KeyRange;
import dev.flotilla.store.Page;
import dev.flotilla.store.ReadRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * All versions of all keys since the last compaction. One thread writes; any number read at the same time without locks.
 * A version above the {@linkplain #revision published revision} is staged: only the writer sees it.
 *
 * <p>Compaction raises {@link #compacted} before it removes anything. A reader looks at it again after it has read, and
 * so finds out whether something was taken away underneath.
 */
final class Keyspace {
    private final ConcurrentNavigableMap<String, Version> heads = new ConcurrentSkipListMap<>();
    private final ConcurrentNavigableMap<Long, List<Change>> history = new ConcurrentSkipListMap<>();
    private volatile long revision;
    private volatile long compacted;
    private int historySize;

    Keyspace(long revision, long compacted) {
        this.revision = revision;
        this.compacted = compacted;
    }

    long revision() {
        return revision;
    }

    long compacted() {
        return compacted;
    }

    /** How many changes the history holds. */
    int historySize() {
        return historySize;
    }

    // Writer's side

    /** The newest version of a key, staged ones included, unless it is a deletion. */
    Optional<Entry> newest(String key) {
        Version head = heads.get(key);
        return head == null ? Optional.empty() : head.entry();
    }

    /** The entries under a prefix as the writer sees them. */
    List<Entry> newestUnder(String prefix) {
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<String, Version> head : heads.tailMap(prefix, true).entrySet()) {
            if (!head.getKey().startsWith(prefix)) {
                break;
            }
            head.getValue().entry().ifPresent(entries::add);
        }
        return entries;
    }

    Version stage(long sequence, Change change) {
        Version version = new Version(sequence, change, heads.get(change.key()));
        heads.put(change.key(), version);
        return version;
    }

    /** Takes back staged versions, given in the order in which they were staged. */
    void unstage(List<Version> staged) {
        for (Version version : staged.reversed()) {
            Version previous = version.previous();
            if (previous == null) {
                heads.remove(version.key());
            } else {
                heads.put(version.key(), previous);
            }
        }
    }

    /** Makes staged versions visible, given in the order in which they were staged. */
    void publish(List<Version> staged) {
        int start = 0;
        while (start < staged.size()) {
            long batch = staged.get(start).revision();
            int end = start;
            while (end < staged.size() && staged.get(end).revision() == batch) {
                end++;
            }
            history.put(
                    batch,
                    staged.subList(start, end).stream().map(Version::change).toList());
            start = end;
        }
        historySize += staged.size();
        if (!staged.isEmpty()) {
            revision = staged.getLast().revision();
        }
    }

    /** The revision to compact at so that about {@code retained} changes remain. */
    long revisionToRetain(int retained) {
        int excess = historySize - retained;
        long last = compacted;
        for (Map.Entry<Long, List<Change>> batch : history.entrySet()) {
            excess -= batch.getValue().size();
            if (excess < 0) {
                break;
            }
            last = batch.getKey();
        }
        return last;
    }

    /**
     * The journal's rows of what is not needed to read at {@code target} and later. They are to be gone from the file before
     * {@link #compact} is called: afterwards nobody knows of them any more.
     */
    List<Long> superfluous(long target) {
        List<Long> rows = new ArrayList<>();
        for (String key : keysChangedUntil(target)) {
            Version head = heads.get(key);
            Version version = head == null ? null : head.at(target);
            if (version == null) {
                continue;
            }
            if (version.entry().isEmpty()) {
                rows.add(version.sequence());
            }
            for (Version older = version.previous(); older != null; older = older.previous()) {
                rows.add(older.sequence());
            }
        }
        return rows;
    }

    /** Forgets what is not needed to read at {@code target} and later. */
    void compact(long target) {
        compacted = target;
        Set<String> keys = keysChangedUntil(target);
        ConcurrentNavigableMap<Long, List<Change>> old = history.headMap(target, true);
        old.values().forEach(changes -> historySize -= changes.size());
        old.clear();
        keys.forEach(key -> compactKey(key, target));
    }

    private Set<String> keysChangedUntil(long target) {
        Set<String> keys = new HashSet<>();
        history.headMap(target, true).values().forEach(changes -> changes.forEach(change -> keys.add(change.key())));
        return keys;
    }

    private void compactKey(String key, long target) {
        Version newer = null;
        Version version = heads.get(key);
        while (version != null && version.revision() > target) {
            newer = version;
            version = version.previous();
        }
        if (version == null) {
            return;
        }
        version.forgetPrevious();
        if (version.entry().isEmpty()) {
            if (newer == null) {
                heads.remove(key);
            } else {
                newer.forgetPrevious();
            }
        }
    }

    // Readers' side

    /** The first batch above a revision, if it is published. */
    Optional<Map.Entry<Long, List<Change>>> batchAfter(long position) {
        return Optional.ofNullable(history.higherEntry(position)).filter(batch -> batch.getKey() <= revision);
    }

    Page read(ReadRequest request) {
        while (true) {
            long now = revision;
            long at = request.revision() == 0 ? now : request.revision();
            if (at > now) {
                throw new FlotillaError.Invalid("revision " + at + " lies in the future of revision " + now)
                        .asException();
            }
            Page page = page(request, at);
            long limit = compacted;
            if (at >= limit) {
                return page;
            }
            if (request.revision() != 0) {
                throw new FlotillaError.Compacted("revision " + at + " was compacted, the oldest is " + limit, limit)
                        .asException();
            }
        }
    }

    private Page page(ReadRequest request, long at) {
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<String, Version> head : from(request).entrySet()) {
            if (!request.range().contains(head.getKey())) {
                break;
            }
            Version version = head.getValue().at(at);
            Optional<Entry> entry = version == null ? Optional.empty() : version.entry();
            if (entry.isEmpty()) {
                continue;
            }
            if (request.limit() > 0 && entries.size() == request.limit()) {
                return new Page(entries, at, true);
            }
            entries.add(entry.get());
        }
        return new Page(entries, at, false);
    }

    private ConcurrentNavigableMap<String, Version> from(ReadRequest request) {
        String start =
                switch (request.range()) {
                    case KeyRange.Single single -> single.key();
                    case KeyRange.Prefix prefix -> prefix.prefix();
                };
        Optional<String> after = request.startAfter().filter(key -> key.compareTo(start) >= 0);
        return after.isPresent() ? heads.tailMap(after.get(), false) : heads.tailMap(start, true);
    }
}
