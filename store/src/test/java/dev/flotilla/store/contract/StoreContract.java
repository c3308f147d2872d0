package dev.flotilla.store.contract;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link dev.flotilla.store.Store} must do. A backend's test extends this and says how to get a store; the parts
 * are one interface for each chapter of the port.
 */
@Timeout(120)
public abstract class StoreContract
        implements CommitContract, ReadContract, WatchContract, CompactionContract, LeaseContract, ConcurrencyContract {
    private static final AtomicInteger TESTS = new AtomicInteger();

    private String root = "";

    @BeforeEach
    void ownRoot() {
        root = "/contract/" + TESTS.incrementAndGet() + "/";
    }

    @Override
    public String root() {
        return root;
    }
}
