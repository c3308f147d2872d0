package dev.flotilla.sidekick.load;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/** Instances of {@code website} that answer with their name, on ports of 127.0.0.1. */
public final class WebServers implements AutoCloseable {
    private final Map<String, HttpServer> running = new ConcurrentHashMap<>();

    public Instance start(String name) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 100);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", exchange -> answer(exchange, name));
            server.start();
            running.put(name, server);
            return Instance.of(
                    new InstanceKey("website", name),
                    "127.0.0.1",
                    server.getAddress().getPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void answer(HttpExchange exchange, String name) throws IOException {
        byte[] body = name.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** What it is doing is finished first. */
    public void stop(String name) {
        running.remove(name).stop(1);
    }

    /** Everything it is doing is lost. */
    public void kill(String name) {
        running.remove(name).stop(0);
    }

    @Override
    public void close() {
        running.values().forEach(server -> server.stop(0));
    }
}
