/**
 * The store in one process and one SQLite file. The file is a journal of changes, the memory is the index: every version
 * of every key since the last compaction, from which reads and watches are served. One thread writes; it puts whatever is
 * queued into one SQLite transaction and acknowledges after the commit returned.
 */
@NullMarked
package dev.flotilla.store.embedded;

import org.jspecify.annotations.NullMarked;
