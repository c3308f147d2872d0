package dev.flotilla.sidekick.load;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Requests without a pause, from several at once, each counted. */
public final class Load implements AutoCloseable {
    private final URI uri;
    private final AtomicLong answered = new AtomicLong();
    private final Map<String, Long> byInstance = new ConcurrentHashMap<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean on = true;

    public Load(int port, int atOnce) {
        this.uri = URI.create("http://127.0.0.1:" + port + "/");
        for (int i = 0; i < atOnce; i++) {
            threads.add(Thread.ofPlatform().name("load-" + i).daemon().start(this::loop));
        }
    }

    private void loop() {
        while (on) {
            try {
                String instance = get(uri);
                byInstance.merge(instance, 1L, Long::sum);
                answered.incrementAndGet();
            } catch (IOException e) {
                failures.add(String.valueOf(e));
            }
            // A box that does other things too.
            LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
        }
    }

    /** One request; anything but 200 is a failure. */
    public static String get(URI uri) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setConnectTimeout(10_000);
        connection.setReadTimeout(10_000);
        connection.setRequestProperty("Connection", "close");
        if (connection.getResponseCode() != 200) {
            throw new IOException("answered " + connection.getResponseCode());
        }
        try (var in = connection.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Waits until exactly these have answered, all of them, within the latest requests. */
    public void awaitAnswersOf(Set<String> instances) {
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            Map<String, Long> before = new TreeMap<>(byInstance);
            long from = answered.get();
            await().atMost(Duration.ofSeconds(30)).until(() -> answered.get() > from + 30L * instances.size());
            Set<String> who = new TreeSet<>();
            byInstance.forEach((name, count) -> {
                if (!count.equals(before.get(name))) {
                    who.add(name);
                }
            });
            return who.equals(instances);
        });
    }

    public long answered() {
        return answered.get();
    }

    public List<String> failures() {
        return List.copyOf(failures);
    }

    public int atOnce() {
        return threads.size();
    }

    @Override
    public void close() {
        on = false;
        threads.forEach(thread -> {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
