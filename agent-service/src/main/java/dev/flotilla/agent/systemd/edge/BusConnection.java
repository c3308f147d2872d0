package dev.flotilla.agent.systemd.edge;

import dev.flotilla.agent.systemd.SystemdListener;
import dev.flotilla.agent.systemd.UnitChange;
import dev.flotilla.model.error.FlotillaError;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.messages.DBusSignal;
import org.freedesktop.dbus.types.Variant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The line to the bus that is kept up: when the bus goes away it is looked for again, when systemd comes back on the bus
 * under another address (it was executed anew) it is asked for its signals again.
 */
final class BusConnection implements BusListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BusConnection.class);
    private static final Duration HANDSHAKE = Duration.ofSeconds(10);
    private static final Duration FIRST_RETRY = Duration.ofMillis(50);
    private static final Duration LAST_RETRY = Duration.ofSeconds(2);
    private static final int FIRST_ATTEMPTS = 8;

    private static final String SYSTEMD = "org.freedesktop.systemd1";
    private static final String FROM_SYSTEMD = "type='signal',sender='" + SYSTEMD + "',interface='";
    /**
     * What the bus lets through. A start changes properties of several interfaces about six times; those of Unit hold all
     * that states are made of, and are told apart by the bus, not here.
     */
    private static final List<String> MATCHES = List.of(
            "type='signal',sender='org.freedesktop.DBus',interface='org.freedesktop.DBus',member='NameOwnerChanged',arg0='"
                    + SYSTEMD + "'",
            FROM_SYSTEMD + "org.freedesktop.DBus.Properties',member='PropertiesChanged',"
                    + "path_namespace='/org/freedesktop/systemd1/unit',arg0='" + SYSTEMD + ".Unit'",
            FROM_SYSTEMD + SYSTEMD + ".Manager',member='JobRemoved'",
            FROM_SYSTEMD + SYSTEMD + ".Manager',member='Reloading'");

    private final String address;
    private final ScheduledExecutorService connector = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "flotilla-dbus-connect");
        thread.setDaemon(true);
        return thread;
    });

    private volatile @Nullable BusLine line;
    private volatile @Nullable SystemdListener listener;
    private volatile boolean closed;

    BusConnection(String address) {
        this.address = address;
    }

    /** Connects for the first time; the bus may be a moment behind when the machine boots. */
    void open(SystemdListener to) {
        listener = to;
        for (int attempt = 1; ; attempt++) {
            try {
                connect();
                return;
            } catch (IOException | DBusException | RuntimeException e) {
                if (attempt == FIRST_ATTEMPTS) {
                    close();
                    throw unavailable(e).asException();
                }
                LOG.debug("no connection to {} yet", address, e);
                pause(retry(attempt));
            }
        }
    }

    CompletableFuture<Object[]> call(BusCall call, Duration patience) {
        BusLine current = line;
        return current == null
                ? CompletableFuture.failedFuture(new FlotillaError.Unavailable(
                                closed
                                        ? "the runtime is closed"
                                        : "systemd cannot be reached: no connection to " + address)
                        .asException())
                : current.call(call, patience);
    }

    private void connect() throws IOException, DBusException {
        BusLine opened = BusLine.open(address, this);
        try {
            handshake(opened, BusCall.bus("Hello", ""));
            for (String match : MATCHES) {
                handshake(opened, BusCall.bus("AddMatch", "s", match));
            }
            handshake(opened, BusCall.manager("Subscribe", ""));
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
        line = opened;
        if (opened.isOver()) { // since the handshake: nobody was told
            line = null;
            throw new IOException("the connection ended at once");
        }
        if (closed) {
            opened.close();
        }
    }

    private static void handshake(BusLine opened, BusCall call) {
        try {
            opened.call(call, HANDSHAKE).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    @Override
    public void closed(BusLine ended, Exception reason) {
        if (line != ended) {
            return; // it never got as far as the handshake
        }
        line = null;
        if (!closed && listener != null) {
            listener.lost(reason.toString());
            connector.execute(() -> reconnect(1));
        }
    }

    private void reconnect(int attempt) {
        if (closed) {
            return;
        }
        try {
            connect();
            if (listener != null) {
                listener.reconnected();
            }
        } catch (IOException | DBusException | RuntimeException e) {
            LOG.debug("no connection to {}", address, e);
            connector.schedule(() -> reconnect(attempt + 1), retry(attempt).toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static Duration retry(int attempt) {
        Duration doubled = FIRST_RETRY.multipliedBy(1L << Math.min(attempt - 1, 10));
        return doubled.compareTo(LAST_RETRY) < 0 ? doubled : LAST_RETRY;
    }

    @Override
    public void signal(DBusSignal signal) {
        SystemdListener to = listener;
        if (to == null) {
            return;
        }
        try {
            switch (signal.getName()) {
                case "PropertiesChanged" -> propertiesChanged(signal, to);
                case "JobRemoved" -> jobRemoved(signal, to);
                case "Reloading" -> reloading(signal, to);
                case "NameOwnerChanged" -> ownerChanged(signal, to);
                default -> LOG.debug("passed over {}", signal.getName());
            }
        } catch (DBusException e) {
            LOG.warn("cannot make sense of a signal {}: {}", signal.getName(), e.toString());
        }
    }

    @SuppressWarnings("unchecked") // the signature of PropertiesChanged is sa{sv}as
    private static void propertiesChanged(DBusSignal signal, SystemdListener to) throws DBusException {
        Optional<String> unit = UnitPath.unit(signal.getPath()).filter(to::watches);
        if (unit.isEmpty()) {
            return; // before its content is read: that is the dear part
        }
        Map<String, Variant<?>> changed = (Map<String, Variant<?>>) signal.getParameters()[1];
        Variant<?> active = changed.get("ActiveState");
        Variant<?> sub = changed.get("SubState");
        if (active == null || sub == null) {
            return;
        }
        Variant<?> since = changed.get("StateChangeTimestamp");
        to.changed(new UnitChange(
                unit.get(),
                (String) active.getValue(),
                (String) sub.getValue(),
                since == null ? Optional.empty() : Timestamps.instant((Number) since.getValue()),
                hasJob(changed.get("Job"))));
    }

    private static boolean hasJob(@Nullable Variant<?> job) {
        return job != null && job.getValue() instanceof Object[] fields && ((Number) fields[0]).longValue() != 0;
    }

    private static void jobRemoved(DBusSignal signal, SystemdListener to) throws DBusException {
        Object[] fields = signal.getParameters();
        to.jobOver(((Number) fields[0]).longValue(), (String) fields[3]);
    }

    private static void reloading(DBusSignal signal, SystemdListener to) throws DBusException {
        if (Boolean.FALSE.equals(signal.getParameters()[0])) {
            to.reloaded();
        }
    }

    private void ownerChanged(DBusSignal signal, SystemdListener to) throws DBusException {
        String owner = (String) signal.getParameters()[2];
        if (owner.isEmpty()) {
            return;
        }
        // It does not remember who listens across an exec; asking twice does no harm.
        CompletableFuture<?> unused =
                call(BusCall.manager("Subscribe", ""), HANDSHAKE).whenComplete((answer, failure) -> to.reconnected());
    }

    private FlotillaError unavailable(Exception e) {
        return new FlotillaError.Unavailable("systemd cannot be reached at " + address + ": " + e.getMessage());
    }

    private static void pause(Duration time) {
        try {
            TimeUnit.MILLISECONDS.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FlotillaError.Unavailable("interrupted while connecting").asException();
        }
    }

    @Override
    public void close() {
        closed = true;
        connector.shutdownNow();
        BusLine current = line;
        if (current != null) {
            current.close();
        }
    }
}
