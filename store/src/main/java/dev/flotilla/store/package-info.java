/**
 * The store port: versioned keys, transactions with typed conflicts, gap-free watches and leases. Two adapters implement
 * it ({@code dev.flotilla.store.embedded}, {@code dev.flotilla.store.etcd}); one contract suite holds both to the words
 * of this package.
 *
 * <p>The <em>revision</em> is one number for the whole store. It starts at 1 on an empty store, and every transaction that
 * changes something gets the next one; all changes of one transaction share it.
 */
@NullMarked
package dev.flotilla.store;

import org.jspecify.annotations.NullMarked;
