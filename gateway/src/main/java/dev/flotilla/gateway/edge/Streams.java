package dev.flotilla.gateway.edge;

import dev.flotilla.gateway.stream.TextQueue;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes what goes on, each stream on the virtual thread that calls, until it ends or its reader leaves. The answer is
 * written past the framework's own stream, which would neither send the head before the first text nor tell that the
 * reader has left while there is nothing to write.
 */
@Singleton
public class Streams {
    /** Tells a reader how long a stream that is alive is silent at most, in seconds. */
    private static final String HEARTBEAT = "Flotilla-Heartbeat";

    private final AtomicInteger open = new AtomicInteger();

    Streams(MeterRegistry metrics) {
        Gauge.builder("flotilla.gateway.streams", open, AtomicInteger::get)
                .description("Answers that are being streamed: events and logs")
                .register(metrics);
    }

    /**
     * Returns when the stream is over.
     *
     * @param silence after which the heartbeat is written
     * @param heartbeat what is written then
     */
    void write(String mediaType, TextQueue texts, Duration silence, String heartbeat, RoutingContext exchange) {
        write(mediaType, texts, silence, heartbeat, () -> {}, exchange);
    }

    /**
     * As {@link #write(String, TextQueue, Duration, String, RoutingContext)}, without a heartbeat.
     *
     * @param last done when everything is written and before the end is: trailers can still be set
     */
    void write(String mediaType, TextQueue texts, Runnable last, RoutingContext exchange) {
        write(mediaType, texts, Duration.ZERO, "", last, exchange);
    }

    /** @param heartbeat empty: none, and a silence has no length that matters */
    private void write(
            String mediaType,
            TextQueue texts,
            Duration silence,
            String heartbeat,
            Runnable last,
            RoutingContext exchange) {
        HttpServerResponse response = exchange.response();
        exchange.addEndHandler(over -> texts.close());
        if (response.closed()) {
            return;
        }
        open.incrementAndGet();
        try {
            response.putHeader("Content-Type", mediaType)
                    .putHeader("Cache-Control", "no-store")
                    .putHeader("X-Accel-Buffering", "no")
                    .setChunked(true);
            if (!heartbeat.isEmpty()) {
                response.putHeader(HEARTBEAT, seconds(silence));
            }
            await(response.write(Buffer.buffer()));
            OpenEnded connection = OpenEnded.of(exchange.request());
            if (heartbeat.isEmpty()) {
                copy(texts, connection.patience(), response, connection::spare);
            } else {
                copy(texts, silence, response, () -> await(response.write(Buffer.buffer(heartbeat))));
            }
            last.run();
            await(response.end());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            texts.close(); // the reader has left
        } finally {
            open.decrementAndGet();
        }
    }

    private static String seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString();
    }

    /** What is done after a silence, so that the connection is not taken for a dead one. */
    private interface SignOfLife {
        void give() throws InterruptedException, ExecutionException;
    }

    private static void copy(TextQueue texts, Duration silence, HttpServerResponse response, SignOfLife sign)
            throws InterruptedException, ExecutionException {
        while (true) {
            switch (texts.next(silence)) {
                case TextQueue.Next.Text(String text) -> await(response.write(Buffer.buffer(text)));
                case TextQueue.Next.Silence nothing -> sign.give();
                case TextQueue.Next.End end -> {
                    return;
                }
            }
        }
    }

    /** Holds the stream back until the connection has taken the text. */
    private static void await(Future<Void> written) throws InterruptedException, ExecutionException {
        written.toCompletionStage().toCompletableFuture().get();
    }
}
