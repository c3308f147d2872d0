package dev.flotilla.store.etcd;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import io.etcd.jetcd.common.exception.CompactedException;
import io.etcd.jetcd.common.exception.EtcdException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;

/** What jetcd's and gRPC's failures mean. */
final class EtcdFailures {
    private static final String COMPACTED = "required revision has been compacted";
    private static final String FUTURE = "required revision is a future revision";
    /** gRPC's words for a call that waited so long for its turn that nothing of it was sent. */
    private static final String NEVER_STARTED = "ClientCall started after CallOptions deadline was exceeded";

    private EtcdFailures() {}

    /** The failure in our words. */
    static FlotillaException translate(String call, Throwable thrown) {
        Throwable cause = unwrap(thrown);
        return cause instanceof FlotillaException known ? known : new FlotillaException(error(call, cause), cause);
    }

    static Throwable unwrap(Throwable thrown) {
        Throwable cause = thrown;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static FlotillaError error(String call, Throwable cause) {
        Optional<Status> status = status(cause);
        String message = "etcd " + call + ": " + status.map(EtcdFailures::words).orElseGet(() -> words(cause));
        if (status.isEmpty()) {
            return new FlotillaError.Unavailable(message);
        }
        return switch (status.get().getCode()) {
            case NOT_FOUND -> new FlotillaError.NotFound(message);
            case OUT_OF_RANGE, INVALID_ARGUMENT, FAILED_PRECONDITION -> new FlotillaError.Invalid(message);
            // Not Denied: it is we who may not, not who asked us, and that may be mended while we run.
            default -> new FlotillaError.Unavailable(message);
        };
    }

    static boolean isCompacted(Throwable cause) {
        return hasDescription(cause, COMPACTED);
    }

    /** Whether etcd knows the user and says that the key is none of theirs. */
    static boolean isPermissionDenied(Throwable thrown) {
        return status(thrown)
                .filter(status -> status.getCode() == Status.Code.PERMISSION_DENIED)
                .isPresent();
    }

    static boolean isFuture(Throwable cause) {
        return hasDescription(cause, FUTURE);
    }

    /** The oldest revision that can be read, if a watch ended for asking an older one. */
    static Optional<Long> compactedRevision(Throwable cause) {
        return cause instanceof CompactedException compacted
                ? Optional.of(compacted.getCompactedRevision())
                : Optional.empty();
    }

    /**
     * Whether a failed commit certainly did nothing: etcd said no, there was no connection to send it over, or its time was
     * up before it was sent. Everything else (a deadline while it was under way, a broken connection, a leader lost in
     * between) leaves it open.
     */
    static boolean isRefusal(Throwable cause) {
        Optional<Status> status = status(cause);
        return status.map(Status::getCode)
                        .map(code -> switch (code) {
                            case NOT_FOUND,
                                    INVALID_ARGUMENT,
                                    FAILED_PRECONDITION,
                                    OUT_OF_RANGE,
                                    UNAUTHENTICATED,
                                    PERMISSION_DENIED,
                                    UNIMPLEMENTED -> true;
                            // Without etcd's prefix it is gRPC's own: an answer that was too large, for example.
                            case RESOURCE_EXHAUSTED -> isSaidByEtcd(status.get());
                            case DEADLINE_EXCEEDED -> words(status.get()).startsWith(NEVER_STARTED);
                            default -> false;
                        })
                        .orElse(false)
                || neverConnected(cause);
    }

    /** Whether there was no connection, in distinction from a member that answers that it cannot. */
    static boolean isDisconnected(Throwable thrown) {
        return status(thrown)
                .filter(status -> status.getCode() == Status.Code.UNAVAILABLE)
                .filter(status -> !isSaidByEtcd(status))
                .isPresent();
    }

    private static boolean isSaidByEtcd(Status status) {
        return words(status).startsWith("etcdserver: ");
    }

    static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw translate("client", e);
        }
    }

    private static boolean neverConnected(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException
                    || cause instanceof NoRouteToHostException
                    || cause instanceof SSLHandshakeException) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasDescription(Throwable thrown, String part) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).contains(part)) {
                return true;
            }
        }
        return false;
    }

    private static Optional<Status> status(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof StatusRuntimeException grpc) {
                return Optional.of(grpc.getStatus());
            }
            if (cause instanceof EtcdException etcd) {
                Status status = Status.Code.valueOf(etcd.getErrorCode().name()).toStatus();
                return Optional.of(status.withDescription(String.valueOf(etcd.getMessage())));
            }
        }
        return Optional.empty();
    }

    /** gRPC's description; where it gives none (a login that failed, for example) the cause knows more than the code. */
    private static String words(Status status) {
        if (status.getDescription() != null) {
            return status.getDescription();
        }
        Throwable cause = status.getCause();
        return status.getCode().name() + (cause == null ? "" : ": " + cause.getMessage());
    }

    private static String words(Throwable cause) {
        return cause instanceof TimeoutException ? "no answer in time" : cause.toString();
    }
}
