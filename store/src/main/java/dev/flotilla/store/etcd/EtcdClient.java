package dev.flotilla.store.etcd;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.Lease;
import io.etcd.jetcd.Maintenance;
import io.etcd.jetcd.Watch;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * jetcd, set up.
 *
 * <ul>
 *   <li>Its parts are created on a thread of their own: on a thread that has a Vert.x context (any of Quarkus') jetcd would
 *       tie itself to that context.
 *   <li>{@code round_robin} over the endpoints: with jetcd's default a client whose member is cut off from the others
 *       would come back to it again and again.
 *   <li>gRPC keep-alives find dead connections; etcd tolerates one every five seconds.
 *   <li>Every call but a watch has a deadline, so that none is sent after its caller has given up.
 * </ul>
 */
record EtcdClient(Client client, KV kv, Lease lease, Watch watch, Maintenance maintenance) implements AutoCloseable {
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);
    private static final Duration KEEP_ALIVE_TIMEOUT = Duration.ofSeconds(3);
    private static final String WATCH = "etcdserverpb.Watch/Watch";

    static EtcdClient connect(EtcdSettings settings) {
        CompletableFuture<EtcdClient> created = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("flotilla-etcd-connect").start(() -> {
            try {
                created.complete(create(settings));
            } catch (SSLException | RuntimeException e) {
                created.completeExceptionally(new FlotillaException(
                        new FlotillaError.Invalid("the etcd settings cannot be used: " + e.getMessage()), e));
            }
        });
        return EtcdFailures.join(created);
    }

    private static EtcdClient create(EtcdSettings settings) throws SSLException {
        ClientBuilder builder = Client.builder()
                .endpoints(settings.endpoints())
                .loadBalancerPolicy("round_robin")
                .waitForReady(false)
                .connectTimeout(settings.timeout())
                .keepaliveTime(KEEP_ALIVE)
                .keepaliveTimeout(KEEP_ALIVE_TIMEOUT)
                .keepaliveWithoutCalls(true)
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .retryMaxAttempts(2)
                .retryDelay(100)
                .retryMaxDelay(500)
                .executorService(Executors.newVirtualThreadPerTaskExecutor())
                .interceptor(new Deadline(settings.timeout()));
        settings.credentials().ifPresent(credentials -> builder.user(bytes(credentials.user()))
                .password(bytes(credentials.password())));
        if (settings.tls().isPresent()) {
            secure(builder, settings, settings.tls().get());
        }
        Client client = builder.build();
        return new EtcdClient(
                client,
                client.getKVClient(),
                client.getLeaseClient(),
                client.getWatchClient(),
                client.getMaintenanceClient());
    }

    private static void secure(ClientBuilder builder, EtcdSettings settings, EtcdSettings.Tls tls) throws SSLException {
        builder.authority(
                tls.serverName().orElseGet(() -> settings.endpoints().getFirst().getHost()));
        builder.sslContext(context -> {
            context.trustManager(tls.authorities().toFile());
            tls.client()
                    .ifPresent(pair -> context.keyManager(
                            pair.certificate().toFile(), pair.key().toFile()));
        });
    }

    private static ByteSequence bytes(String text) {
        return ByteSequence.from(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        client.close();
    }

    private record Deadline(Duration timeout) implements ClientInterceptor {
        @Override
        public <Q, S> ClientCall<Q, S> interceptCall(MethodDescriptor<Q, S> method, CallOptions options, Channel next) {
            boolean endless = method.getFullMethodName().equals(WATCH);
            return next.newCall(
                    method, endless ? options : options.withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS));
        }
    }
}
