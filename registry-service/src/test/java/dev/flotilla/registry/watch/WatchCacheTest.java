package dev.flotilla.registry.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.registry.record.Records;
import dev.flotilla.registry.testing.Lab;
import dev.flotilla.registry.testing.MemoryStore;
import dev.flotilla.registry.testing.VirtualLoop;
import dev.flotilla.store.Store;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.WatchListener;
import dev.flotilla.store.Write;
import dev.flotilla.store.key.KeyScheme;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchCacheTest {
    private final VirtualLoop loop = new VirtualLoop();
    private final KeyScheme keys = new KeyScheme();
    private final List<WatchListener> watches = new ArrayList<>();
    private Store store = new MemoryStore(loop);
    private final WatchCache cache = new WatchCache(loop, reached(), keys, 100, Duration.ofSeconds(1));

    /** Whatever the store is at the moment, and its watches. */
    private Store reached() {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("watch")) {
                        watches.add((WatchListener) arguments[1]);
                    }
                    return method.invoke(store, arguments);
                });
    }

    private void write(String unit) {
        var call = Lab.put(unit, DesiredState.LAUNCHED);
        var record = dev.flotilla.model.unit.Unit.define(
                call.name(), call.file().orElseThrow(), DesiredState.LAUNCHED, loop.now(), "me");
        loop.get(store.commit(Transaction.of(new Write.Put(keys.unit(unit), Records.unit(record)))));
        loop.run();
    }

    @Test
    void aWatchThatWasLeftBehindIsNotListenedTo() {
        cache.start();
        loop.run();
        watches.getFirst().onCompacted(1);
        loop.run();
        assertThat(watches).hasSize(2);
        long revision = cache.cluster().revision();
        watches.getFirst().onProgress(revision + 1_000);
        watches.getFirst().onDisconnected("late");
        watches.getFirst().onCompacted(2);
        loop.run();
        assertThat(cache.cluster().revision()).isEqualTo(revision);
        assertThat(cache.isConnected()).isTrue();
        assertThat(watches).hasSize(2);
        write("a.service");
        assertThat(cache.cluster().unit(UnitName.parse("a.service"))).isPresent();
    }

    @Test
    void aStoreThatWasRestoredToAnOlderRevisionIsFollowed() {
        cache.start();
        loop.run();
        for (int i = 0; i < 20; i++) {
            write("u" + i + ".service");
        }
        long before = cache.cluster().revision();
        store = new MemoryStore(loop);
        watches.getFirst().onCompacted(before);
        loop.run();
        assertThat(cache.cluster().revision()).isLessThan(before);
        write("restored.service");
        assertThat(cache.cluster().units()).containsOnlyKeys(UnitName.parse("restored.service"));
    }
}
