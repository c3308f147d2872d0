package dev.flotilla.gateway.edge;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.handler.timeout.IdleStateHandler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.SocketOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;

/**
 * The connection of an answer that goes on for as long as its reader likes, and may have nothing to say for hours. The server
 * closes connections on which nothing moves; this one it is to spare, while there is somebody at the other end. Whether there
 * is, the system asks when nothing is written.
 */
final class OpenEnded {
    /** A reader whose machine is gone is noticed after 2 min. */
    private static final Map<SocketOption<Integer>, Integer> PROBES = Map.of(
            ExtendedSocketOptions.TCP_KEEPIDLE, 60,
            ExtendedSocketOptions.TCP_KEEPINTERVAL, 15,
            ExtendedSocketOptions.TCP_KEEPCOUNT, 4);

    private static final Duration UNLIMITED = Duration.ofHours(1);

    private final Optional<Channel> channel;

    private OpenEnded(Optional<Channel> channel) {
        this.channel = channel;
    }

    static OpenEnded of(HttpServerRequest request) {
        Optional<Channel> channel = request.connection() instanceof ConnectionBase connection
                ? Optional.of(connection.channel())
                : Optional.empty();
        channel.ifPresent(OpenEnded::probe);
        return new OpenEnded(channel);
    }

    /** Has the system ask now and then whether the other end is there. */
    static void probe(Channel channel) {
        try {
            channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
            PROBES.forEach((option, value) -> channel.config().setOption(NioChannelOption.of(option), value));
        } catch (ChannelException e) {
            // the reader has left, and the next write says so
        }
    }

    /** To be spared again after so long. */
    Duration patience() {
        return idleTimeout()
                .map(IdleStateHandler::getAllIdleTimeInMillis)
                .filter(millis -> millis > 0)
                .map(millis -> Duration.ofMillis(Math.max(1, millis / 3)))
                .orElse(UNLIMITED);
    }

    /** The idle timeout begins anew. */
    void spare() {
        channel.ifPresent(
                known -> known.eventLoop().execute(() -> idleTimeout().ifPresent(IdleStateHandler::resetReadTimeout)));
    }

    private Optional<IdleStateHandler> idleTimeout() {
        return channel.flatMap(known -> Optional.ofNullable(known.pipeline().get(IdleStateHandler.class)));
    }
}
