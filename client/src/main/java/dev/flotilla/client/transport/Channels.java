package dev.flotilla.client.transport;

import dev.flotilla.client.Endpoint;
import dev.flotilla.client.TlsOptions;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Makes channels, all alike.
 *
 * @param tls how to speak TLS; empty: plaintext
 * @param token sent as {@code authorization: Bearer ...} with every call
 * @param keepAlive a silent connection with a call on it is probed after so long; the servers must permit it
 * @param executor runs callbacks
 */
public record Channels(Optional<TlsOptions> tls, Optional<String> token, Duration keepAlive, Executor executor) {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    /** A probe that is not answered for so long means the connection is dead. */
    private static final Duration KEEP_ALIVE_ANSWER = Duration.ofSeconds(3);
    /** An attempt that a machine which was down swallowed must not keep the next one waiting when it is back. */
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    /** Connections that are cut are gone at once; nobody waits longer for them. */
    private static final Duration CUT = Duration.ofSeconds(1);
    /** Unit files are small; a snapshot comes in parts. Above it an answer is a mistake. */
    private static final int MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

    public ManagedChannel open(Endpoint endpoint) {
        NettyChannelBuilder builder = NettyChannelBuilder.forAddress(endpoint.host(), endpoint.port(), credentials())
                .executor(executor)
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(CONNECT_TIMEOUT.toMillis()))
                .keepAliveTime(keepAlive.toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(KEEP_ALIVE_ANSWER.toMillis(), TimeUnit.MILLISECONDS)
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .disableRetry();
        tls.flatMap(TlsOptions::serverName).ifPresent(builder::overrideAuthority);
        token.ifPresent(secret -> builder.intercept(MetadataUtils.newAttachHeadersInterceptor(bearer(secret))));
        return builder.build();
    }

    /** Cuts the connections; whoever has something on one of them has been told of its end when this returns. */
    public static void cut(Collection<ManagedChannel> channels) {
        channels.forEach(ManagedChannel::shutdownNow);
        long deadline = System.nanoTime() + CUT.toNanos();
        channels.forEach(channel -> isOver(channel, Duration.ofNanos(deadline - System.nanoTime())));
    }

    /** Waits for a channel that was shut down to end; not when the thread is interrupted. */
    static boolean isOver(ManagedChannel channel, Duration atMost) {
        try {
            return channel.awaitTermination(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Metadata bearer(String token) {
        Metadata headers = new Metadata();
        headers.put(AUTHORIZATION, "Bearer " + token);
        return headers;
    }

    private ChannelCredentials credentials() {
        if (tls.isEmpty()) {
            return InsecureChannelCredentials.create();
        }
        TlsOptions options = tls.get();
        TlsChannelCredentials.Builder builder = TlsChannelCredentials.newBuilder();
        options.trustedCertificates().ifPresent(file -> readable(file, () -> builder.trustManager(file.toFile())));
        options.certificate().ifPresent(chain -> options.privateKey()
                .ifPresent(key -> readable(chain, () -> builder.keyManager(chain.toFile(), key.toFile()))));
        return builder.build();
    }

    private static void readable(Path file, FileReading reading) {
        try {
            reading.read();
        } catch (IOException e) {
            throw new FlotillaException(
                    new FlotillaError.Invalid(
                            "cannot read " + file + ": " + e.getMessage(), Optional.of("tls"), Optional.empty()),
                    e);
        }
    }

    @FunctionalInterface
    private interface FileReading {
        void read() throws IOException;
    }
}
