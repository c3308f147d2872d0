package dev.flotilla.agent.systemd.edge;

import org.freedesktop.dbus.messages.DBusSignal;

/** Takes what comes from a bus, on the line's thread. */
interface BusListener {
    void signal(DBusSignal signal);

    /** The line has ended; called once, and not after it was closed from this side. */
    void closed(BusLine line, Exception reason);
}
