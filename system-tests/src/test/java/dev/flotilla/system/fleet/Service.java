package dev.flotilla.system.fleet;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** One of our services as a container of its image. */
public final class Service extends Container {
    private final String label;
    private final int httpPort;

    private Service(String name, String label, String address, int httpPort) {
        super(name, address);
        this.label = label;
        this.httpPort = httpPort;
    }

    static Service create(
            Network network,
            String image,
            String label,
            String address,
            int httpPort,
            Map<String, String> environment) {
        var service = new Service(network.nameOf(label), label, address, httpPort);
        create(network, service.name(), label, address, environment(environment), List.of(Images.of(image)));
        return service;
    }

    /** Its short name: registry-1. */
    public String label() {
        return label;
    }

    /** A URL of its HTTP server. */
    public URI http(String path) {
        return URI.create("http://" + address() + ":" + httpPort + path);
    }

    /** Answers {@code /q/health/ready} with 200. */
    public boolean isReady() {
        return isReady(httpPort);
    }

    /** Waits until it is ready; says what it logged when it does not become so. */
    public void awaitReady() {
        try {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(100))
                    .until(this::isReady);
        } catch (RuntimeException e) {
            throw new AssertionError(label + " does not become ready\n" + log(60), e);
        }
    }

    /** One figure of {@code /q/metrics}, the sum over its labels; 0 when there is none. */
    public double metric(String name) {
        try {
            String all = HTTP.send(HttpRequest.newBuilder(http("/q/metrics")).build(), BodyHandlers.ofString())
                    .body();
            return all.lines()
                    .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return label;
    }
}
