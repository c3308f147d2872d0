package dev.flotilla.simulation.store;

import dev.flotilla.registry.loop.EventLoop;
import dev.flotilla.store.Store;
import dev.flotilla.store.contract.StoreContract;
import java.time.Clock;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The simulated store keeps the words of the real ones. */
class SimStoreContractTest extends StoreContract {
    private static EventLoop loop;
    private static SimStore store;

    @BeforeAll
    static void open() {
        loop = new EventLoop("sim-store", Clock.systemUTC());
        store = new SimStore(
                loop,
                () -> Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().factory()),
                RevisionListener.NONE);
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
