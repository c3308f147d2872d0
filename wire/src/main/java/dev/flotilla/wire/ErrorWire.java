package dev.flotilla.wire;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Status;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.error.Position;
import dev.flotilla.proto.v1.ErrorDetail;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Errors on the wire: a gRPC status whose code says the kind to any gRPC tool, with a {@code google.rpc.Status} detail
 * ({@link ErrorDetail}) that brings the typed error back on the other side.
 */
public final class ErrorWire {
    /**
     * grpc-java's words for a stream that the server's transport reset. No code of ours answered: a server that goes down does
     * so to calls that come in the last moment, when it has no services left to hand them to.
     */
    private static final String RESET_BY_SERVER = "RST_STREAM closed stream. HTTP/2 error code: INTERNAL_ERROR";

    private ErrorWire() {}

    /** The error as a call answers it. */
    public static StatusRuntimeException toStatus(FlotillaError error) {
        ErrorDetail detail = toDetail(error);
        return StatusProto.toStatusRuntimeException(Status.newBuilder()
                .setCode(code(detail.getKind()).value())
                .setMessage(error.message())
                .addDetails(Any.pack(detail))
                .build());
    }

    /**
     * Whatever a service's code threw, as a call answers it. A defect of ours says its kind and nothing of its insides;
     * the one who answers the call logs it.
     */
    public static StatusRuntimeException toStatus(Throwable failure) {
        return switch (unwrapped(failure)) {
            case FlotillaException known -> toStatus(known.error());
            case StatusRuntimeException status -> status;
            case StatusException status -> new StatusRuntimeException(status.getStatus(), status.getTrailers());
            case Throwable unknown ->
                toStatus(new FlotillaError.Internal(
                        "internal error (" + unknown.getClass().getSimpleName() + ")"));
        };
    }

    /**
     * What a failed call means. Without a detail of ours (a proxy, a closed connection, a deadline) the status code
     * decides: {@code UNAVAILABLE}, {@code DEADLINE_EXCEEDED}, {@code CANCELLED} and a stream that the server's transport
     * reset are {@link FlotillaError.Unavailable}.
     */
    public static FlotillaError fromThrowable(Throwable failure) {
        return switch (unwrapped(failure)) {
            case FlotillaException known -> known.error();
            case StatusRuntimeException e -> fromStatus(e.getStatus(), e.getTrailers());
            case StatusException e -> fromStatus(e.getStatus(), e.getTrailers());
            case Throwable unknown -> new FlotillaError.Internal(unknown.toString());
        };
    }

    /** As {@link #fromThrowable}, to be thrown; the failure is its cause. */
    public static FlotillaException toException(Throwable failure) {
        return unwrapped(failure) instanceof FlotillaException known
                ? known
                : new FlotillaException(fromThrowable(failure), failure);
    }

    /** As {@link #fromThrowable}, of a stream's or call's closing status. */
    public static FlotillaError fromStatus(io.grpc.Status status, @Nullable Metadata trailers) {
        return detailOf(status, trailers)
                .map(detail -> fromDetail(detail, words(status)))
                .orElseGet(() -> fromCode(status));
    }

    private static Optional<ErrorDetail> detailOf(io.grpc.Status status, @Nullable Metadata trailers) {
        if (trailers == null) {
            return Optional.empty();
        }
        Status full = StatusProto.fromStatusAndTrailers(status, trailers);
        for (Any any : full.getDetailsList()) {
            if (any.is(ErrorDetail.class)) {
                try {
                    return Optional.of(any.unpack(ErrorDetail.class));
                } catch (InvalidProtocolBufferException e) {
                    return Optional.empty(); // a damaged detail says no more than the code does
                }
            }
        }
        return Optional.empty();
    }

    private static ErrorDetail toDetail(FlotillaError error) {
        ErrorDetail.Builder detail = ErrorDetail.newBuilder().setMessage(error.message());
        ErrorDetail.Builder complete =
                switch (error) {
                    case FlotillaError.NotFound e -> detail.setKind(ErrorDetail.Kind.NOT_FOUND);
                    case FlotillaError.Invalid e -> invalid(detail, e);
                    case FlotillaError.Conflict e -> detail.setKind(ErrorDetail.Kind.CONFLICT);
                    case FlotillaError.TooLarge e -> detail.setKind(ErrorDetail.Kind.TOO_LARGE);
                    case FlotillaError.Compacted e ->
                        detail.setKind(ErrorDetail.Kind.COMPACTED).setCompactedRevision(e.compactedRevision());
                    case FlotillaError.Denied e -> detail.setKind(ErrorDetail.Kind.DENIED);
                    case FlotillaError.Unavailable e -> detail.setKind(ErrorDetail.Kind.UNAVAILABLE);
                    case FlotillaError.Unsupported e -> detail.setKind(ErrorDetail.Kind.UNSUPPORTED);
                    case FlotillaError.Internal e -> detail.setKind(ErrorDetail.Kind.INTERNAL);
                };
        return complete.build();
    }

    private static ErrorDetail.Builder invalid(ErrorDetail.Builder detail, FlotillaError.Invalid error) {
        detail.setKind(ErrorDetail.Kind.INVALID);
        error.field().ifPresent(detail::setField);
        error.position().ifPresent(position -> detail.setSource(position.source())
                .setLine(position.line())
                .setColumn(position.column())
                // message() of a positioned error begins with its position; the detail carries that in its own fields
                .setMessage(error.message().substring((position + ": ").length())));
        return detail;
    }

    private static FlotillaError fromDetail(ErrorDetail detail, String fallback) {
        String message = detail.getMessage().isEmpty() ? fallback : detail.getMessage();
        return switch (detail.getKind()) {
            case NOT_FOUND -> new FlotillaError.NotFound(message);
            case INVALID -> new FlotillaError.Invalid(message, nonEmpty(detail.getField()), positionOf(detail));
            case CONFLICT -> new FlotillaError.Conflict(message);
            case TOO_LARGE -> new FlotillaError.TooLarge(message);
            case COMPACTED -> new FlotillaError.Compacted(message, detail.getCompactedRevision());
            case DENIED -> new FlotillaError.Denied(message);
            case UNAVAILABLE -> new FlotillaError.Unavailable(message);
            case UNSUPPORTED -> new FlotillaError.Unsupported(message);
            case INTERNAL, KIND_UNSPECIFIED, UNRECOGNIZED -> new FlotillaError.Internal(message);
        };
    }

    private static Optional<Position> positionOf(ErrorDetail detail) {
        return detail.getLine() < 1
                ? Optional.empty()
                : Optional.of(new Position(detail.getSource(), detail.getLine(), Math.max(1, detail.getColumn())));
    }

    private static FlotillaError fromCode(io.grpc.Status status) {
        String message = words(status);
        return switch (status.getCode()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED -> new FlotillaError.Unavailable(message);
            case NOT_FOUND -> new FlotillaError.NotFound(message);
            case INVALID_ARGUMENT, OUT_OF_RANGE -> new FlotillaError.Invalid(message);
            case ABORTED, ALREADY_EXISTS, FAILED_PRECONDITION -> new FlotillaError.Conflict(message);
            case RESOURCE_EXHAUSTED -> new FlotillaError.TooLarge(message);
            case PERMISSION_DENIED, UNAUTHENTICATED -> new FlotillaError.Denied(message);
            case UNIMPLEMENTED -> new FlotillaError.Unsupported(message);
            case INTERNAL ->
                message.contains(RESET_BY_SERVER)
                        ? new FlotillaError.Unavailable(message)
                        : new FlotillaError.Internal(message);
            case OK, UNKNOWN, DATA_LOSS -> new FlotillaError.Internal(message);
        };
    }

    private static Code code(ErrorDetail.Kind kind) {
        return switch (kind) {
            case NOT_FOUND -> Code.NOT_FOUND;
            case INVALID -> Code.INVALID_ARGUMENT;
            case CONFLICT -> Code.ABORTED;
            case TOO_LARGE -> Code.RESOURCE_EXHAUSTED;
            case COMPACTED -> Code.OUT_OF_RANGE;
            case DENIED -> Code.PERMISSION_DENIED;
            case UNAVAILABLE -> Code.UNAVAILABLE;
            case UNSUPPORTED -> Code.UNIMPLEMENTED;
            case INTERNAL, KIND_UNSPECIFIED, UNRECOGNIZED -> Code.INTERNAL;
        };
    }

    private static String words(io.grpc.Status status) {
        String description = status.getDescription();
        return description == null || description.isBlank() ? status.getCode().name() : description;
    }

    private static Optional<String> nonEmpty(String value) {
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    private static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure.getCause();
        boolean wrapper = failure instanceof java.util.concurrent.CompletionException
                || failure instanceof java.util.concurrent.ExecutionException;
        return wrapper && cause != null ? unwrapped(cause) : failure;
    }
}
