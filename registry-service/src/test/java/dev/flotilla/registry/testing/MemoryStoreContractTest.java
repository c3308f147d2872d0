package dev.flotilla.registry.testing;

import dev.flotilla.registry.loop.EventLoop;
import dev.flotilla.store.Store;
import dev.flotilla.store.contract.StoreContract;
import java.time.Clock;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The tests' store keeps the words of the real ones. */
class MemoryStoreContractTest extends StoreContract {
    private static EventLoop loop;
    private static MemoryStore store;

    @BeforeAll
    static void open() {
        loop = new EventLoop("memory-store", Clock.systemUTC());
        store = new MemoryStore(
                loop,
                () -> Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().factory()));
    }

    @AfterAll
    static void close() {
        store.close();
        loop.close();
    }

    @Override
    public Store store() {
        return store;
    }
}
