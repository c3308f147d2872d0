package dev.flotilla.system;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Requests without a pause, several at once, until closed. */
final class Requests implements AutoCloseable {
    private final URI uri;
    private final AtomicLong answered = new AtomicLong();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean on = true;

    Requests(URI uri, int atOnce) {
        this.uri = uri;
        for (int i = 0; i < atOnce; i++) {
            threads.add(Thread.ofPlatform().name("requests-" + i).daemon().start(this::loop));
        }
    }

    private void loop() {
        while (on) {
            try {
                HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
                connection.setConnectTimeout(10_000);
                connection.setReadTimeout(10_000);
                connection.setRequestProperty("Connection", "close");
                if (connection.getResponseCode() == 200) {
                    connection.getInputStream().readAllBytes();
                    answered.incrementAndGet();
                } else {
                    failures.add("answered " + connection.getResponseCode());
                }
            } catch (IOException e) {
                failures.add(e.toString());
            }
            // The cluster shares the box with its users.
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    long answered() {
        return answered.get();
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() {
        on = false;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
