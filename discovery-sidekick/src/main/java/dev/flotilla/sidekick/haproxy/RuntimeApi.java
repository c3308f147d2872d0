package dev.flotilla.sidekick.haproxy;

import dev.flotilla.sidekick.directory.HostLookup;
import dev.flotilla.sidekick.haproxy.Slot.Place;
import dev.flotilla.sidekick.haproxy.Slot.State;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The commands of HAProxy's runtime API that are needed (management guide, section 9.3). */
final class RuntimeApi {
    /** Forced, inherited or for want of an address; 0x04 only says that the configuration began with it. */
    private static final int MAINTENANCE = 0x01 | 0x02 | 0x20;

    /** Forced or inherited. */
    private static final int DRAIN = 0x08 | 0x10;

    private static final int COLUMN_NAME = 3;
    private static final int COLUMN_ADDRESS = 4;
    private static final int COLUMN_ADMIN = 6;
    private static final int COLUMN_PORT = 18;

    private final RuntimeSocket socket;
    private final Duration timeout;
    private final HostLookup hosts;

    RuntimeApi(RuntimeSocket socket, Duration timeout, HostLookup hosts) {
        this.socket = socket;
        this.timeout = timeout;
        this.hosts = hosts;
    }

    /** A name of a backend or a server; anything else could smuggle in a command. */
    static String checkName(String name) {
        if (!name.matches("[A-Za-z0-9_.:-]+")) {
            throw new IllegalArgumentException("\"" + name + "\" is no name of a backend or server");
        }
        return name;
    }

    /** The backend's servers, in the configuration's order. */
    List<Slot> slots(String backend) throws IOException, RefusedException {
        String answer = socket.ask("show servers state " + checkName(backend), timeout, hosts);
        List<String> lines = answer.lines().filter(line -> !line.isBlank()).toList();
        // "1", then the columns' names, then a server on each line.
        if (lines.isEmpty() || !lines.getFirst().equals("1")) {
            throw new RefusedException(backend, answer.strip());
        }
        List<Slot> slots = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] columns = line.split(" ", -1);
            if (!line.startsWith("#") && columns.length > COLUMN_PORT) {
                slots.add(slot(columns));
            }
        }
        return slots;
    }

    private static Slot slot(String[] columns) throws RefusedException {
        try {
            int admin = Integer.parseInt(columns[COLUMN_ADMIN]);
            State state = (admin & MAINTENANCE) != 0 ? State.MAINT : (admin & DRAIN) != 0 ? State.DRAIN : State.READY;
            return new Slot(
                    columns[COLUMN_NAME],
                    new Place(columns[COLUMN_ADDRESS], Integer.parseInt(columns[COLUMN_PORT])),
                    state);
        } catch (NumberFormatException e) {
            throw new RefusedException(
                    columns[COLUMN_NAME], "its state is not understood: " + String.join(" ", columns));
        }
    }

    /** Sends work elsewhere from now on; what is under way goes on where it is. */
    void move(String backend, String server, Place to) throws IOException, RefusedException {
        String answer = set(backend, server, "addr " + to.address() + " port " + to.port());
        String words = answer.toLowerCase(Locale.ROOT);
        if (!words.isEmpty() && !words.contains("changed") && !words.contains("no need to change")) {
            throw new RefusedException(backend + "/" + server, answer);
        }
    }

    void state(String backend, String server, State state) throws IOException, RefusedException {
        String answer = set(backend, server, "state " + state.word());
        if (!answer.isEmpty()) {
            throw new RefusedException(backend + "/" + server, answer);
        }
    }

    private String set(String backend, String server, String what) throws IOException {
        return socket.ask("set server " + checkName(backend) + "/" + checkName(server) + " " + what, timeout, hosts)
                .strip();
    }

    /** HAProxy said no. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        RefusedException(String what, String answer) {
            super(what + ": " + (answer.isEmpty() ? "no such backend" : answer));
        }
    }
}
