package dev.flotilla.sidekick.haproxy;

import java.net.InetAddress;
import java.util.Objects;

/**
 * One server of a backend, as HAProxy has it now.
 *
 * @param server its name in the configuration: {@code web1}
 * @param place where it sends work; {@code 0.0.0.0:0} when it was never told
 * @param state what it was told to do
 */
record Slot(String server, Place place, State state) {
    /**
     * Where a server is.
     *
     * @param address as Java writes it, which writes an IPv6 address otherwise than HAProxy; what is no address stays
     */
    record Place(String address, int port) {
        Place {
            address = canonical(address);
        }

        private static String canonical(String address) {
            try {
                return InetAddress.ofLiteral(address).getHostAddress();
            } catch (IllegalArgumentException e) {
                return address;
            }
        }

        @Override
        public String toString() {
            return address + ":" + port;
        }
    }

    /** What a server was told to do; the words are those of {@code set server ... state}. */
    enum State {
        /** Takes work. */
        READY("ready"),
        /** Ends the work it has. */
        DRAIN("drain"),
        /** Is not used: a free slot. */
        MAINT("maint");

        private final String word;

        State(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    Slot {
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(state, "state");
    }

    boolean free() {
        return state == State.MAINT;
    }
}
