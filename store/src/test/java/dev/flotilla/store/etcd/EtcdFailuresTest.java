package dev.flotilla.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.store.CommitResult;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EtcdFailuresTest {
    @Test
    void aCommitWhoseTimeWasUpBeforeItWasSentDidNothing() {
        // gRPC's own failure, not its words as we know them: they are what this depends on.
        assertThatThrownBy(() -> EtcdCommit.explain(startedTooLate().asRuntimeException()))
                .isInstanceOf(FlotillaException.class)
                .hasMessageContaining("deadline");
    }

    @Test
    void aCommitWhoseTimeWasUpOnItsWayMayHaveBeenDone() {
        StatusRuntimeException onItsWay = Status.DEADLINE_EXCEEDED
                .withDescription("CallOptions deadline exceeded after 1.999s")
                .asRuntimeException();
        assertThat(EtcdCommit.explain(onItsWay)).isInstanceOf(CommitResult.OutcomeUnknown.class);
    }

    private static Status startedTooLate() {
        var channel =
                ManagedChannelBuilder.forTarget("localhost:1").usePlaintext().build();
        try {
            var closed = new CompletableFuture<Status>();
            channel.newCall(method(), CallOptions.DEFAULT.withDeadlineAfter(-1, TimeUnit.SECONDS))
                    .start(
                            new ClientCall.Listener<>() {
                                @Override
                                public void onClose(Status status, Metadata trailers) {
                                    closed.complete(status);
                                }
                            },
                            new Metadata());
            return closed.orTimeout(10, TimeUnit.SECONDS).join();
        } finally {
            channel.shutdownNow();
        }
    }

    private static MethodDescriptor<byte[], byte[]> method() {
        return MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName("etcdserverpb.KV/Txn")
                .setRequestMarshaller(new Bytes())
                .setResponseMarshaller(new Bytes())
                .build();
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            return new byte[0];
        }
    }
}
