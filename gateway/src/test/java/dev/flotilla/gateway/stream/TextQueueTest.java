package dev.flotilla.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flotilla.gateway.stream.TextQueue.Next;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TextQueueTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(1);

    private final TextQueue queue = new TextQueue(2);

    @Test
    void textComesInOrderThenTheEnd() throws InterruptedException {
        assertThat(queue.put("a")).isTrue();
        queue.offer("b");
        queue.end();
        assertThat(queue.next(LONG)).isEqualTo(new Next.Text("a"));
        assertThat(queue.next(LONG)).isEqualTo(new Next.Text("b"));
        assertThat(queue.next(LONG)).isEqualTo(new Next.End());
    }

    @Test
    void silenceIsTold() throws InterruptedException {
        assertThat(queue.next(SHORT)).isEqualTo(new Next.Silence());
    }

    @Test
    void aWriterWaitsForRoom() throws InterruptedException {
        queue.put("a");
        queue.put("b");
        var done = new AtomicReference<Boolean>();
        Thread writer = Thread.ofVirtual().start(() -> done.set(queue.put("c")));
        await().until(() -> writer.getState() == Thread.State.WAITING);
        assertThat(done.get()).isNull();
        assertThat(queue.next(LONG)).isEqualTo(new Next.Text("a"));
        await().until(() -> Boolean.TRUE.equals(done.get()));
    }

    @Test
    void aReaderThatIsTooSlowIsGivenUp() throws InterruptedException {
        queue.offer("a");
        queue.offer("b");
        queue.offer("c");
        assertThat(queue.next(LONG)).isEqualTo(new Next.End());
        assertThat(queue.put("d")).isFalse();
    }

    @Test
    void aReaderThatLeavesFreesTheWriter() throws InterruptedException {
        queue.put("a");
        queue.put("b");
        var done = new AtomicReference<Boolean>();
        Thread writer = Thread.ofVirtual().start(() -> done.set(queue.put("c")));
        await().until(() -> writer.getState() == Thread.State.WAITING);
        queue.close();
        await().until(() -> Boolean.FALSE.equals(done.get()));
        assertThat(queue.next(LONG)).isEqualTo(new Next.End());
    }
}
