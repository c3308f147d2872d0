package dev.flotilla.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.error.FlotillaError;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchDeliveryTest {
    private final List<String> told = new ArrayList<>();
    private Runnable onBatch = () -> {};

    private final WatchDelivery delivery = new WatchDelivery(
            new WatchListener() {
                @Override
                public void onBatch(WatchBatch batch) {
                    told.add("batch " + batch.revision());
                    onBatch.run();
                }

                @Override
                public void onProgress(long revision) {
                    told.add("progress " + revision);
                }

                @Override
                public void onCompacted(long compactedRevision) {
                    told.add("compacted " + compactedRevision);
                }

                @Override
                public void onFailed(FlotillaError error) {
                    told.add("failed");
                }

                @Override
                public void onDisconnected(String reason) {
                    told.add("disconnected");
                }

                @Override
                public void onReconnected() {
                    told.add("reconnected");
                }
            },
            10);

    private static WatchBatch batch(long revision) {
        return new WatchBatch(revision, List.of(new Change.Deleted("k", revision)));
    }

    @Test
    void whatWasToldIsNotRepeated() {
        delivery.batch(batch(10));
        delivery.batch(batch(11));
        delivery.batch(batch(11));
        delivery.progress(11);
        delivery.progress(13);
        delivery.batch(batch(12));
        delivery.batch(batch(14));
        assertThat(told).containsExactly("batch 11", "progress 13", "batch 14");
        assertThat(delivery.position()).isEqualTo(14);
    }

    @Test
    void nothingFollowsTheLastCall() {
        delivery.compacted(20);
        delivery.batch(batch(21));
        delivery.compacted(22);
        delivery.failed(new FlotillaError.Internal("x"));
        delivery.disconnected("x");
        delivery.reconnected();
        assertThat(told).containsExactly("compacted 20");
        assertThat(delivery.ended()).isTrue();
    }

    @Test
    void nothingFollowsClose() {
        delivery.close();
        delivery.batch(batch(11));
        delivery.compacted(20);
        assertThat(told).isEmpty();
    }

    @Test
    void closingFromWithinACallbackEndsIt() {
        onBatch = delivery::close;
        delivery.batch(batch(11));
        delivery.batch(batch(12));
        assertThat(told).containsExactly("batch 11");
        assertThat(delivery.position()).isEqualTo(10);
    }

    @Test
    void aListenerThatThrowsIsToldOnceThatItFailed() {
        onBatch = () -> {
            throw new IllegalStateException("a bug");
        };
        delivery.batch(batch(11));
        delivery.batch(batch(12));
        assertThat(told).containsExactly("batch 11", "failed");
        assertThat(delivery.position()).as("it was not taken").isEqualTo(10);
    }

    @Test
    void outagesArePassedOn() {
        delivery.disconnected("x");
        delivery.reconnected();
        assertThat(told).containsExactly("disconnected", "reconnected");
    }
}
