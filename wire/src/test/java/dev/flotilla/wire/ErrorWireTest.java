package dev.flotilla.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.rpc.Status;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.error.Position;
import dev.flotilla.proto.v1.ErrorDetail;
import dev.flotilla.proto.v1.Machine;
import io.grpc.Status.Code;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorWireTest {
    private static final Map<Class<? extends FlotillaError>, Code> CODES = Map.of(
            FlotillaError.NotFound.class, Code.NOT_FOUND,
            FlotillaError.Invalid.class, Code.INVALID_ARGUMENT,
            FlotillaError.Conflict.class, Code.ABORTED,
            FlotillaError.TooLarge.class, Code.RESOURCE_EXHAUSTED,
            FlotillaError.Compacted.class, Code.OUT_OF_RANGE,
            FlotillaError.Denied.class, Code.PERMISSION_DENIED,
            FlotillaError.Unavailable.class, Code.UNAVAILABLE,
            FlotillaError.Unsupported.class, Code.UNIMPLEMENTED,
            FlotillaError.Internal.class, Code.INTERNAL);

    @Property
    void everyErrorComesBackAsItWasThrown(@ForAll("errors") FlotillaError error) {
        StatusRuntimeException status = ErrorWire.toStatus(error.asException());

        assertThat(status.getStatus().getCode()).isEqualTo(CODES.get(error.getClass()));
        assertThat(status.getStatus().getDescription()).isEqualTo(error.message());
        assertThat(ErrorWire.fromThrowable(status)).isEqualTo(error);
        assertThat(ErrorWire.toException(status)).hasCause(status);
    }

    @Provide
    Arbitrary<FlotillaError> errors() {
        Arbitrary<String> message = Arbitraries.strings().ofMinLength(1).ofMaxLength(40);
        Arbitrary<Optional<String>> field =
                Arbitraries.strings().alpha().ofMinLength(1).optional();
        Arbitrary<Optional<Position>> position = Combinators.combine(
                        Arbitraries.strings().alpha().ofMinLength(1),
                        Arbitraries.integers().between(1, 5000),
                        Arbitraries.integers().between(1, 2048))
                .as(Position::new)
                .optional();
        return Arbitraries.oneOf(
                message.map(FlotillaError.NotFound::new),
                Combinators.combine(message, field, position).as(FlotillaError.Invalid::new),
                message.map(FlotillaError.Conflict::new),
                message.map(FlotillaError.TooLarge::new),
                Combinators.combine(message, Arbitraries.longs().greaterOrEqual(0))
                        .as(FlotillaError.Compacted::new),
                message.map(FlotillaError.Denied::new),
                message.map(FlotillaError.Unavailable::new),
                message.map(FlotillaError.Unsupported::new),
                message.map(FlotillaError.Internal::new));
    }

    @Test
    void aDefectIsInternalAndKeepsItsInsidesToItself() {
        StatusRuntimeException status = ErrorWire.toStatus(new IllegalStateException("password is hunter2"));

        assertThat(status.getStatus().getCode()).isEqualTo(Code.INTERNAL);
        assertThat(status.getStatus().getDescription())
                .contains("IllegalStateException")
                .doesNotContain("hunter2");
    }

    @Test
    void aStatusPassesThrough() {
        StatusRuntimeException status = io.grpc.Status.UNAUTHENTICATED.asRuntimeException();

        assertThat(ErrorWire.toStatus(status)).isSameAs(status);
        assertThat(ErrorWire.toStatus(new StatusException(io.grpc.Status.CANCELLED))
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CANCELLED);
    }

    @Test
    void wrappersOfFuturesAreLookedThrough() {
        FlotillaException inner = new FlotillaError.Conflict("changed meanwhile").asException();

        assertThat(ErrorWire.fromThrowable(new CompletionException(inner))).isEqualTo(inner.error());
        assertThat(ErrorWire.toException(new CompletionException(inner))).isSameAs(inner);
    }

    @ParameterizedTest
    @EnumSource(
            value = Code.class,
            names = {"UNAVAILABLE", "DEADLINE_EXCEEDED", "CANCELLED"})
    void aBrokenCallWithoutDetailIsUnavailable(Code code) {
        StatusRuntimeException failure =
                code.toStatus().withDescription("io exception").asRuntimeException();

        assertThat(ErrorWire.fromThrowable(failure)).isEqualTo(new FlotillaError.Unavailable("io exception"));
    }

    @ParameterizedTest
    @EnumSource(value = Code.class, mode = EnumSource.Mode.EXCLUDE, names = "OK")
    void everyCodeWithoutDetailMeansSomething(Code code) {
        assertThat(ErrorWire.fromThrowable(code.toStatus().asRuntimeException()).message())
                .isEqualTo(code.name());
    }

    @Test
    void foreignDetailsAreIgnored() {
        StatusRuntimeException failure = StatusProto.toStatusRuntimeException(Status.newBuilder()
                .setCode(Code.NOT_FOUND.value())
                .setMessage("no such thing")
                .addDetails(Any.pack(Machine.getDefaultInstance()))
                .build());

        assertThat(ErrorWire.fromThrowable(failure)).isEqualTo(new FlotillaError.NotFound("no such thing"));
    }

    @Test
    void aKindOfAFutureVersionIsInternal() {
        StatusRuntimeException failure = StatusProto.toStatusRuntimeException(Status.newBuilder()
                .setCode(Code.UNKNOWN.value())
                .setMessage("new words")
                .addDetails(Any.pack(ErrorDetail.newBuilder().setKindValue(99).build()))
                .build());

        assertThat(ErrorWire.fromThrowable(failure)).isEqualTo(new FlotillaError.Internal("new words"));
    }

    /** Told by a server that is going down; another one may answer. */
    @Test
    void aStreamThatTheTransportResetIsUnavailable() {
        var reset =
                io.grpc.Status.INTERNAL.withDescription("RST_STREAM closed stream. HTTP/2 error code: INTERNAL_ERROR");
        assertThat(ErrorWire.fromThrowable(reset.asRuntimeException())).isInstanceOf(FlotillaError.Unavailable.class);
        assertThat(ErrorWire.fromThrowable(
                        io.grpc.Status.INTERNAL.withDescription("a bug").asRuntimeException()))
                .isInstanceOf(FlotillaError.Internal.class);
    }
}
