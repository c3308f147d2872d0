package dev.flotilla.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;

class OpenEndedTest {
    @Test
    void theSystemNoticesAReaderWhoseMachineIsGone() {
        var channel = new NioSocketChannel();
        try {
            OpenEnded.probe(channel);
            assertThat(channel.config().getOption(ChannelOption.SO_KEEPALIVE)).isTrue();
            assertThat(channel.config().getOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE)))
                    .isEqualTo(60);
            assertThat(channel.config().getOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT)))
                    .isEqualTo(4);
        } finally {
            channel.unsafe().closeForcibly();
        }
    }

    @Test
    void aReaderThatHasLeftAlreadyIsNoFailure() {
        var channel = new NioSocketChannel();
        channel.unsafe().closeForcibly();
        assertThatCode(() -> OpenEnded.probe(channel)).doesNotThrowAnyException();
    }
}
