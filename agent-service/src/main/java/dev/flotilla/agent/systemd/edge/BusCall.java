package dev.flotilla.agent.systemd.edge;

/**
 * A method call.
 *
 * @param type the interface the method belongs to
 * @param signature of the arguments, as in a D-Bus message; empty: there are none
 */
record BusCall(String destination, String path, String type, String member, String signature, Object... arguments) {

    private static final String SYSTEMD = "org.freedesktop.systemd1";
    private static final String MANAGER_PATH = "/org/freedesktop/systemd1";
    private static final String PROPERTIES = "org.freedesktop.DBus.Properties";

    /** A method of the bus itself. */
    static BusCall bus(String member, String signature, Object... arguments) {
        return new BusCall(
                "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", member, signature, arguments);
    }

    /** A method of systemd's manager. */
    static BusCall manager(String member, String signature, Object... arguments) {
        return new BusCall(SYSTEMD, MANAGER_PATH, SYSTEMD + ".Manager", member, signature, arguments);
    }

    /** Reads a property of a unit. */
    static BusCall unitProperty(String unit, String type, String property) {
        return new BusCall(SYSTEMD, UnitPath.of(unit), PROPERTIES, "Get", "ss", SYSTEMD + "." + type, property);
    }

    /** Reads a property of the manager. */
    static BusCall managerProperty(String property) {
        return new BusCall(SYSTEMD, MANAGER_PATH, PROPERTIES, "Get", "ss", SYSTEMD + ".Manager", property);
    }
}
