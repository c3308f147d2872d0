package dev.flotilla.gateway.edge;

import dev.flotilla.gateway.stream.TextQueue;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpServerResponse;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Writes what goes on, each stream on a virtual thread of its own, until it ends or its reader leaves. */
@Singleton
public class Streams {
    private final AtomicInteger open = new AtomicInteger();

    Streams(MeterRegistry metrics) {
        metrics.gauge("flotilla.gateway.streams", open);
    }

    /**
     * @param silence after which a heartbeat is written
     * @param heartbeat empty: none
     * @param whenLeft is called once, whatever ended it
     */
    Response answer(
            String mediaType,
            TextQueue texts,
            Duration silence,
            String heartbeat,
            HttpServerResponse connection,
            Runnable whenLeft) {
        connection.closeHandler(left -> texts.close());
        connection.exceptionHandler(broken -> texts.close());
        StreamingOutput body = out -> {
            open.incrementAndGet();
            try {
                write(texts, silence, heartbeat, out);
            } finally {
                open.decrementAndGet();
                texts.close();
                whenLeft.run();
            }
        };
        return Response.ok(body)
                .type(mediaType)
                .header("Cache-Control", "no-store")
                .header("X-Accel-Buffering", "no")
                .build();
    }

    private static void write(TextQueue texts, Duration silence, String heartbeat, OutputStream out)
            throws IOException {
        try {
            while (true) {
                switch (texts.next(silence)) {
                    case TextQueue.Next.Text(String text) -> send(text, out);
                    case TextQueue.Next.Silence nothing -> send(heartbeat, out);
                    case TextQueue.Next.End end -> {
                        return;
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(String text, OutputStream out) throws IOException {
        if (!text.isEmpty()) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }
}
