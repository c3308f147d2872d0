package dev.flotilla.agent.systemd.edge;

import dev.flotilla.agent.systemd.SystemdRefusal;
import dev.flotilla.model.error.FlotillaError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.freedesktop.dbus.connections.BusAddress;
import org.freedesktop.dbus.connections.config.TransportConfig;
import org.freedesktop.dbus.connections.transports.AbstractTransport;
import org.freedesktop.dbus.connections.transports.TransportBuilder;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.messages.DBusSignal;
import org.freedesktop.dbus.messages.Message;
import org.freedesktop.dbus.messages.MethodCall;
import org.freedesktop.dbus.messages.MethodReturn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to a message bus. dbus-java's own connection hands answers and signals to different threads, which lets
 * a job's end overtake the answer that names the job; here one thread takes them in the order they come. Calls do not
 * wait for each other.
 */
final class BusLine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BusLine.class);
    private static final byte NO_AUTO_START = 2;
    /** A bus allows a connection so many unanswered calls (128 by default) and refuses those beyond. */
    private static final int MOST_PENDING = 100;

    private final AbstractTransport transport;
    private final SocketChannel channel;
    private final BusListener listener;
    private final Map<Long, CompletableFuture<Object[]>> pending = new ConcurrentHashMap<>();
    private final ReentrantLock writing = new ReentrantLock();
    private final Queue<Outgoing> backlog = new ArrayDeque<>();
    private final AtomicBoolean over = new AtomicBoolean();

    private record Outgoing(MethodCall message, String member, Duration patience, CompletableFuture<Object[]> answer) {}

    /** Connects and authenticates; the caller says hello. */
    static BusLine open(String address, BusListener listener) throws IOException, DBusException {
        TransportConfig config = new TransportConfig(BusAddress.of(address));
        config.setAutoConnect(false);
        AbstractTransport transport = TransportBuilder.create(config).build();
        BusLine line;
        try {
            line = new BusLine(transport, transport.connect(), listener);
        } catch (IOException | RuntimeException e) {
            transport.close();
            throw e;
        }
        Thread reader = new Thread(line::read, "flotilla-dbus");
        reader.setDaemon(true);
        reader.start();
        return line;
    }

    private BusLine(AbstractTransport transport, SocketChannel channel, BusListener listener) {
        this.transport = transport;
        this.channel = channel;
        this.listener = listener;
    }

    /** Calls a method; a call that cannot be written down fails by itself. */
    CompletableFuture<Object[]> call(BusCall call, Duration patience) {
        Outgoing outgoing;
        try {
            outgoing = new Outgoing(message(call), call.member(), patience, new CompletableFuture<>());
        } catch (DBusException e) {
            return CompletableFuture.failedFuture(new FlotillaError.Internal("no such call: " + e).asException());
        }
        writing.lock();
        try {
            backlog.add(outgoing);
            send();
        } finally {
            writing.unlock();
        }
        return outgoing.answer()
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                        failure instanceof TimeoutException
                                ? gone(call.member() + " was not answered within " + patience.toSeconds() + " s")
                                : failure));
    }

    private MethodCall message(BusCall call) throws DBusException {
        return transport
                .getMessageFactory()
                .createMethodCall(
                        call.destination(),
                        call.path(),
                        call.type(),
                        call.member(),
                        NO_AUTO_START,
                        call.signature().isEmpty() ? null : call.signature(),
                        call.arguments());
    }

    /** Sends what may be sent, in order; to be called with the lock held. */
    private void send() {
        while (pending.size() < MOST_PENDING && !backlog.isEmpty()) {
            Outgoing next = backlog.remove();
            if (over.get()) {
                next.answer().completeExceptionally(gone("the connection has ended"));
                continue;
            }
            long serial = next.message().getSerial();
            pending.put(serial, next.answer());
            CompletableFuture<?> unused = next.answer()
                    .orTimeout(next.patience().toMillis(), TimeUnit.MILLISECONDS)
                    .whenComplete((value, failure) -> answered(serial));
            try {
                write(next.message());
            } catch (IOException e) {
                end(e);
            }
        }
    }

    private void answered(long serial) {
        pending.remove(serial);
        writing.lock();
        try {
            send();
        } finally {
            writing.unlock();
        }
    }

    /** Whether nothing comes or goes any more. */
    boolean isOver() {
        return over.get();
    }

    /** A message is many small pieces; they go out in one. */
    private void write(Message message) throws IOException {
        byte[][] pieces = message.getWireData();
        int length = Arrays.stream(pieces)
                .mapToInt(piece -> piece == null ? 0 : piece.length)
                .sum();
        ByteBuffer whole = ByteBuffer.allocate(length);
        for (byte[] piece : pieces) {
            if (piece != null) {
                whole.put(piece);
            }
        }
        whole.flip();
        while (whole.hasRemaining()) {
            channel.write(whole);
        }
    }

    private void read() {
        try {
            while (true) {
                Message message = transport.readMessage();
                if (message != null) { // null: a part of one
                    take(message);
                }
            }
        } catch (IOException | DBusException | RuntimeException e) {
            end(e);
        }
    }

    private void take(Message message) {
        try {
            switch (message) {
                case DBusSignal signal -> listener.signal(signal);
                case MethodReturn answer -> answered(answer);
                case org.freedesktop.dbus.messages.Error error -> refused(error);
                default -> LOG.debug("passed over {}", message);
            }
        } catch (DBusException | RuntimeException e) {
            LOG.warn("cannot make sense of a message of {}: {}", message.getSource(), e.toString());
        }
    }

    private void answered(MethodReturn answer) throws DBusException {
        CompletableFuture<Object[]> call = pending.get(answer.getReplySerial());
        if (call != null) {
            Object[] values = answer.getParameters();
            call.complete(values == null ? new Object[0] : values);
        }
    }

    private void refused(org.freedesktop.dbus.messages.Error error) throws DBusException {
        CompletableFuture<Object[]> call = pending.get(error.getReplySerial());
        if (call == null) {
            return;
        }
        Object[] values = error.getParameters();
        String words =
                values == null ? "" : Arrays.stream(values).map(String::valueOf).collect(Collectors.joining(" "));
        // Errors of the bus itself say that systemd is not there, or not yet there again.
        boolean unreachable = error.getName().equals("org.freedesktop.DBus.Error.ServiceUnknown")
                || error.getName().equals("org.freedesktop.DBus.Error.NameHasNoOwner")
                || error.getName().equals("org.freedesktop.DBus.Error.NoReply")
                || error.getName().equals("org.freedesktop.DBus.Error.Disconnected");
        call.completeExceptionally(unreachable ? gone(words) : new SystemdRefusal(error.getName(), words));
    }

    private void end(Exception reason) {
        if (over.compareAndSet(false, true)) {
            release(reason.toString());
            listener.closed(this, reason);
        }
    }

    private void release(String words) {
        List.copyOf(pending.values()).forEach(call -> call.completeExceptionally(gone(words)));
        writing.lock();
        try {
            send(); // which fails what waits
        } finally {
            writing.unlock();
        }
        try {
            transport.close();
        } catch (IOException e) {
            LOG.debug("closing the bus", e);
        }
    }

    @Override
    public void close() {
        if (over.compareAndSet(false, true)) {
            release("the runtime is closed");
        }
    }

    private static RuntimeException gone(String words) {
        return new FlotillaError.Unavailable("systemd cannot be reached: " + words).asException();
    }
}
